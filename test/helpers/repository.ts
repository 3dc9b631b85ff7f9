import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { BIN, run, type Ran } from './run.js';
import { scratch } from './scratch.js';

/** A git repository with `checkleak` on the PATH, and nothing of the user's own settings. */
export interface Repository {
  readonly dir: string;
  readonly write: (path: string, text: string, mode?: number) => void;
  readonly run: (program: string, ...args: readonly string[]) => Ran;
}

export function makeRepository(): Repository {
  const top = scratch();
  const dir = join(top, 'linux');
  const bin = join(top, 'bin');
  mkdirSync(dir);
  mkdirSync(bin);
  writeFileSync(join(bin, 'checkleak'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    HOME: top,
    XDG_CONFIG_HOME: join(top, 'config'),
    XDG_DATA_HOME: join(top, 'data'),
    XDG_CACHE_HOME: join(top, 'cache'),
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C.UTF-8',
  };
  const inside = (program: string, ...args: readonly string[]): Ran =>
    run(program, args, { cwd: dir, env, timeout: 60_000 });
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
    chmodSync(join(dir, path), mode);
  };
  inside('git', 'init', '-q', '-b', 'main');
  for (const [key, value] of [
    ['user.name', 'Jörg Ärger'],
    ['user.email', 'joerg@example.org'],
    ['sendemail.smtpserver', '/bin/false'],
  ])
    inside('git', 'config', key!, value!);
  return { dir, write, run: inside };
}

/** A driver whose probe loses its clock when the reset fails, or does not. */
export function driver(isLeaking: boolean): string {
  const out = isLeaking ? 'return ret;' : 'goto err_clk;';
  return `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = clk_prepare_enable(q->clk);
	if (ret)
		return ret;

	ret = quux_reset(q);
	if (ret)
		${out}

	ret = quux_start(q);
	if (ret)
		goto err_clk;

	return 0;

err_clk:
	clk_disable_unprepare(q->clk);
	return ret;
}
`;
}
