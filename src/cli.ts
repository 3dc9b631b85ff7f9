import { UserError } from './user-error.js';

/** Exit codes: the interface of the tool. */
export const EXIT = { clean: 0, findings: 1, failure: 2, nothing: 3, interrupted: 130 } as const;

/** Runs the command line; returns the exit code. Never throws for bad input. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.clean);
    throw error;
  });
  try {
    return await dispatch(args);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message.replace(/^/gm, 'checkleak: ')}\n`);
    return EXIT.failure;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === 'explain' || first === 'rules' || first === 'debug') {
    const commands = await import('./cli/commands.js');
    return commands[first](rest);
  }
  if (first === 'hook') {
    const { hook } = await import('./cli/hook.js');
    return hook(rest);
  }
  const { reviewCommand } = await import('./cli/review.js');
  return reviewCommand(args);
}
