import type { CheckText } from './text.js';

export const leakOnSuccessPath: CheckText = {
  why: 'What a function acquires for its own use must be given back on the way out that succeeds, too.',
  before: `static int quux_read_id(struct device *dev)
{
	char *buf;
	int id;

	buf = kmalloc(64, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;

	id = buf[0];
	return id;
}
`,
  after: `static int quux_read_id(struct device *dev)
{
	char *buf;
	int id;

	buf = kmalloc(64, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;

	id = buf[0];
	kfree(buf);
	return id;
}
`,
  notSeen: 'What is stored in an object that lives on is judged by its teardown instead.',
  examples: [],
};
