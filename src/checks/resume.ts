import type { SourceFile } from '../types.js';
import { perView } from '../flow/memory.js';
import { wordsOf } from '../flow/names.js';
import type { Seen, View } from '../flow/view.js';

/**
 * Whether a function is the resume from system sleep: it takes again what suspend has given back. When it fails, the power core only says so
 * and suspends the device again later, so what it has taken keeps the balance. After a failed runtime resume nobody calls the suspend.
 */
export function isSystemResume(seen: Seen, view: View): boolean {
  const words = wordsOf(seen.fn.name);
  if (!words.includes('resume') || words.includes('runtime') || words.includes('rpm')) return false;
  return !isRuntimeResume(seen, view);
}

/** A line of the file names the function as the resume of runtime power management. */
function isRuntimeResume({ fn, source }: Seen, view: View): boolean {
  return new RegExp(`\\b${fn.name}\\b`).test(runtimeLines(view).get(source) ?? '');
}

/** The lines of each file that name operations of runtime power management. */
const runtimeLines = perView(
  ({ files }): ReadonlyMap<SourceFile, string> => new Map(files.map(({ source }) => [source, linesIn(source)])),
);

function linesIn({ lines }: SourceFile): string {
  return lines
    .flatMap((line, i) =>
      RUNTIME.test(line.text) ? [line.text, lines[i + 1]?.text ?? '', lines[i + 2]?.text ?? ''] : [],
    )
    .join('\n');
}

/** Where operations of runtime power management are named, over up to three lines. */
const RUNTIME = /RUNTIME_(DEV_)?PM_OPS|UNIVERSAL_DEV_PM_OPS|runtime_resume\s*=/;
