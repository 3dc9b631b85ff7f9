import { readFileSync } from 'node:fs';
import { asset } from './asset.js';

/** Version of the package. */
export const VERSION = (JSON.parse(readFileSync(asset('../package.json'), 'utf8')) as { version: string }).version;
