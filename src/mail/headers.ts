import { addressParser, decodeWords } from 'postal-mime';
import type { Address, Mail } from '../types.js';

type Headers = Mail['headers'];

/** Fields that the way of a mail leaves in it: routes, signatures, verdicts of filters. They are four fifths of the headers and tell nothing here. */
const TRACE =
  /^(?:received|return-path|delivered-to|authentication-results|arc-|dkim-|x-(?:ms-|microsoft-|forefront-|google-|gm-|spam|received|virus|proofpoint-))/i;

/**
 * The fields of a mail whose headers are the first `end` bytes, without those of transport: names in lower case, values unfolded as RFC 5322 says,
 * words not decoded. A field without a colon is a name alone.
 */
export function headersOf(raw: Uint8Array, end: number): Headers {
  const fields: string[] = [];
  let [isFirst, isTrace] = [true, false];
  for (const ended of new TextDecoder().decode(raw.subarray(0, end)).split('\n')) {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (!isFirst && /^[ \t]/.test(line)) {
      if (!isTrace) fields.push((fields.pop() ?? '') + line);
      continue;
    }
    isFirst = false;
    isTrace = line === '' || TRACE.test(line);
    if (!isTrace) fields.push(line);
  }
  return fields.map((field) => {
    const colon = field.indexOf(':');
    const name = trimmed(colon < 0 ? field : field.slice(0, colon)).toLowerCase();
    return [name, colon < 0 ? '' : trimmed(field.slice(colon + 1).replace(/\r+/g, ' '))];
  });
}

/** The value of the first field of a name, in lower case; empty without. */
export function headerOf(headers: Headers, name: string): string {
  return headers.find(([key]) => key === name)?.[1] ?? '';
}

/** The same as text, with encoded words decoded. */
export function textOf(headers: Headers, name: string): string {
  return decodeWords(headerOf(headers, name));
}

/** The addresses of all fields of a name; the members of a group one by one. */
export function addressesOf(headers: Headers, name: string): readonly Address[] {
  return headers.flatMap(([key, value]) => {
    if (key !== name || value === '') return [];
    return addressParser(value).flatMap((one): readonly Address[] => {
      if (one.group) return one.group.map(({ name: of, address }) => ({ name: of, address }));
      return one.address ? [{ name: one.name, address: one.address }] : [];
    });
  });
}

/** Blanks and tabs alone: other white space may belong to a name. By hand, since a pattern takes time in the square of a run of blanks. */
function trimmed(text: string): string {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let [start, end] = [0, text.length];
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}
