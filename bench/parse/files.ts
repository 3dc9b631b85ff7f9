import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All `.c` files below a directory, in a stable order. */
export function cFiles(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) return cFiles(path);
      return entry.isFile() && entry.name.endsWith('.c') ? [path] : [];
    });
}

/** A directory of mails is none of sources. */
export function isTree(dir: string): boolean {
  return !readdirSync(dir).some((name) => /\.(eml|mbox|patch)$/.test(name));
}
