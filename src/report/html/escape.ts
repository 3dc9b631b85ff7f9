import { plain } from '../plain.js';

/** Text of a mail as HTML text or attribute value; control characters become `?`. */
export function escape(text: string): string {
  return plain(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
