import { UserError } from '../user-error.js';

/** The working directory. Throws UserError where it was taken away. */
export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UserError('the working directory is gone');
  }
}
