import { readFileSync } from 'node:fs';
import Parser from 'tree-sitter';
import { grammar } from '../../dist/c/grammar.js';

/** Parses the texts of a JSON file with tree-sitter and does nothing with the trees. Prints the CPU time of the parsing alone in seconds. */
const texts = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as readonly string[];
const parser = new Parser();
parser.setLanguage(grammar());
const begun = process.cpuUsage();
for (const text of texts) parser.parse(text, undefined, { bufferSize: Math.max(32 * 1024, text.length * 2 + 1024) });
const { user, system } = process.cpuUsage(begun);
console.log((user + system) / 1e6);
