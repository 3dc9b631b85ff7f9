/** A mail as an entry of an mboxrd file; nothing for an empty mail. */
export function mboxEntry(mail: string): string {
  if (mail === '') return '';
  return `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail.replace(/^(>*From )/gm, '>$1')}\n`;
}
