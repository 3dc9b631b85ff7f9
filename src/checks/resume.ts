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
  const key = `runtime-pm:${source.path}`;
  let text = view.memo.get(key) as string | undefined;
  if (text === undefined) {
    const { lines } = source;
    text = lines
      .flatMap((line, i) =>
        RUNTIME.test(line.text) ? [line.text, lines[i + 1]?.text ?? '', lines[i + 2]?.text ?? ''] : [],
      )
      .join('\n');
    view.memo.set(key, text);
  }
  return new RegExp(`\\b${fn.name}\\b`).test(text);
}

/** Where operations of runtime power management are named, over up to three lines. */
const RUNTIME = /RUNTIME_(DEV_)?PM_OPS|UNIVERSAL_DEV_PM_OPS|runtime_resume\s*=/;
