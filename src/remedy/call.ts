import type { Finding } from '../types.js';
import { base, plain } from '../flow/access-path.js';
import type { Seen, View } from '../flow/view.js';

/**
 * The call that releases the resource of a finding, without `;`: only for a release that takes nothing else, and only where the code names the
 * resource in these words.
 */
export function releaseCall(finding: Finding, seen: Seen, view: View): string | undefined {
  const { catalogue } = view;
  const [name = ''] = finding.release;
  if (!catalogue.soleArgument.has(name) || catalogue.otherObject.has(`${finding.acquire} ${name}`)) return undefined;
  const { resource } = finding;
  if (!/^&?[A-Za-z_]\w*(?:(?:->|\.)\w+)*$/.test(resource)) return undefined;
  const words = new RegExp(`(?<![\\w>.])${resource.replace(/^&/, '').replace(/\./g, '\\.')}(?!\\w)`);
  const { lines } = seen.source;
  for (let i = Math.max(0, seen.fn.at); i <= seen.fn.end && i < lines.length; i++) {
    if (words.test(lines[i]!.text)) return `${name}(${resource})`;
  }
  return undefined;
}

/** Whether a text uses the variable that a resource hangs on. */
export function mentions(text: string, resource: string): boolean {
  return new RegExp(`\\b${base(plain(resource))}\\b`).test(text);
}
