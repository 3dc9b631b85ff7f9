/** A mistake of the caller (arguments, a rule file, a missing path): shown as one line, exit status 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
