import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a command cost. */
export interface Cost {
  /** User and system time of the process and all that it started (s). */
  readonly cpu: number;
  readonly wall: number;
}

/** Runs a command, its output thrown away, and measures it with the shell's own `times`. Throws where it cannot be run. */
export function cost(
  command: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Cost {
  const script = `"$@" < "$INPUT" > /dev/null 2>&1; echo "status $?"; times`;
  const begun = performance.now();
  const done = spawnSync('bash', ['-c', script, 'bench', ...command], {
    cwd: options.cwd,
    env: { ...process.env, LC_ALL: 'C', INPUT: options.input ?? '/dev/null' },
    encoding: 'utf8',
  });
  const wall = (performance.now() - begun) / 1000;
  const status = Number(/^status (\d+)/.exec(done.stdout)?.[1] ?? 127);
  if (status > 125) throw new Error(`${command.join(' ')}: cannot be run (status ${status})`);
  const times = done.stdout.trimEnd().split('\n').at(-1) ?? '';
  const cpu = [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
  return { cpu, wall };
}

/** The cheapest of several runs: what other programs add to a run only ever makes it dearer. */
export function least(times: number, run: () => Cost): Cost {
  const all = Array.from({ length: times }, run);
  return { cpu: Math.min(...all.map((one) => one.cpu)), wall: Math.min(...all.map((one) => one.wall)) };
}

export interface Grown {
  readonly wall: number;
  /** Most resident memory of the process and its children together, sampled every 50 ms (bytes), for each tenth of the run. */
  readonly memory: readonly number[];
}

/** Runs node with arguments and watches the memory of the process and its children. */
export async function watch(args: readonly string[]): Promise<Grown> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentOf(child.pid ?? 0)), 50);
  await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(timer);
  const tenth = Math.max(1, Math.ceil(samples.length / 10));
  const memory = Array.from({ length: Math.ceil(samples.length / tenth) }, (_, i) =>
    Math.max(...samples.slice(i * tenth, (i + 1) * tenth)),
  );
  return { wall: (performance.now() - begun) / 1000, memory };
}

function residentOf(pid: number): number {
  try {
    const own = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((one) => one !== '');
    return children.reduce((sum, one) => sum + residentOf(Number(one)), own);
  } catch {
    return 0;
  }
}
