import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Stands in files outside of the tree, and must never be told of. */
export const SECRET = 'quux_secret_5ec3e7';

const OUTSIDE = `int ${SECRET};\nint ${SECRET}_get(struct x *x)\n{\n\treturn 0;\n}\n`;

export interface HostileTree {
  readonly dir: string;
  readonly remove: () => void;
}

/** A tree in whose place of each file something else may stand: a link out of the tree, to itself or to its folder, a folder, or the text. */
export function hostileTree(files: ReadonlyMap<string, string>, turn: number): HostileTree {
  const top = mkdtempSync(join(tmpdir(), 'checkleak-fuzz-'));
  const dir = join(top, 'tree');
  mkdirSync(dir);
  writeFileSync(join(top, 'secret.h'), OUTSIDE);
  symlinkSync(top, join(dir, 'up'));
  let at = turn;
  for (const [path, text] of files) {
    const file = join(dir, path);
    const kinds: readonly (() => void)[] = [
      () => {
        symlinkSync(join(top, 'secret.h'), file);
      },
      () => {
        symlinkSync('/dev/zero', file);
      },
      () => {
        symlinkSync('.', file);
      },
      () => {
        symlinkSync(file, file);
      },
      () => {
        mkdirSync(file);
      },
      () => {
        writeFileSync(file, text);
      },
      () => {
        writeFileSync(file, `#include "../../secret.h"\n#include "link.h"\n${text}`);
      },
    ];
    try {
      mkdirSync(dirname(file), { recursive: true });
      symlinkSync(join(top, 'secret.h'), join(dirname(file), 'link.h'));
    } catch {
      // Names that no file can have, and folders that are files by now.
    }
    try {
      kinds[at++ % kinds.length]!();
    } catch {
      continue;
    }
  }
  return {
    dir,
    remove: () => {
      rmSync(top, { recursive: true, force: true });
    },
  };
}
