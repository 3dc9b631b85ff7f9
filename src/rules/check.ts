import { existsSync } from 'node:fs';
import { readRuleFile } from './read-yaml.js';

/** Checks a rule file; problems as `file:line: what to do`. */
export function checkRuleFile(path: string): readonly string[] {
  if (!existsSync(path)) return [`${path}:1: no such file`];
  return readRuleFile(path).problems;
}
