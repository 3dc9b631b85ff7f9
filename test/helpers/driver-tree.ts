import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { additionOf } from '../../dist/patch/addition.js';
import { scratch } from './scratch.js';

/** What `driverTree` makes. */
export interface DriverTree {
  /** First word of the driver's names. */
  readonly name: string;
  /** Where the patch adds the driver. */
  readonly driver: string;
  /** The helper that its teardown calls, where the tree has it, and the one line that it consists of. */
  readonly helper: string;
  readonly file: string;
  readonly line: string;
}

/** A tree that has the helper, and a patch (outside of it) that adds a driver which keeps memory and leaves its teardown to the helper. */
export function driverTree({ name, driver, helper, file, line }: DriverTree): {
  readonly dir: string;
  readonly patch: string;
} {
  const dir = scratch();
  for (const [path, text] of [
    [file, `void ${helper}(struct ${name} *${name[0]})\n{\n\t${line}\n}\n`],
    [join(dirname(driver), 'other.c'), 'int other;\n'],
  ] as const) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const patch = join(scratch(), `${name}.patch`);
  const lines = additionOf(driver, driverText(name, helper));
  writeFileSync(patch, `Subject: [PATCH] misc: add ${name}\n\n${lines.join('\n')}\n`);
  return { dir, patch };
}

/** Makes a repository of a directory, with one commit of all that is in it. */
export function commitAll(dir: string): void {
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      stdio: 'ignore',
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'start');
}

function driverText(name: string, helper: string): string {
  const p = name[0];
  return `
static int ${name}_probe(struct platform_device *pdev)
{
	struct ${name} *${p};

	${p} = devm_kzalloc(&pdev->dev, sizeof(*${p}), GFP_KERNEL);
	if (!${p})
		return -ENOMEM;
	${p}->buf = kmalloc(64, GFP_KERNEL);
	if (!${p}->buf)
		return -ENOMEM;
	platform_set_drvdata(pdev, ${p});
	return 0;
}

static void ${name}_remove(struct platform_device *pdev)
{
	struct ${name} *${p} = platform_get_drvdata(pdev);

	${helper}(${p});
}

static struct platform_driver ${name}_driver = {
	.probe = ${name}_probe,
	.remove = ${name}_remove,
};
module_platform_driver(${name}_driver);
`;
}
