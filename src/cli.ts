import { EXIT } from './cli/exit.js';
import { UserError } from './user-error.js';

/** Runs the command line; returns the exit code. Never throws for bad input. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Who reads has seen enough: `| head`.
    if (error.code === 'EPIPE') process.exit(EXIT.clean);
    process.stderr.write(`checkleak: cannot write the results: ${error.message}\n`);
    process.exit(EXIT.failure);
  });
  process.stderr.on('error', () => undefined);
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
  switch (first) {
    case 'explain':
    case 'rules':
    case 'debug':
      return (await import('./cli/commands.js'))[first](rest);
    case 'hook':
      return (await import('./cli/hook.js')).hook(rest);
    case 'completion':
      return (await import('./cli/completion.js')).completion(rest);
    case undefined:
    default:
      return (await import('./cli/review.js')).reviewCommand(args);
  }
}
