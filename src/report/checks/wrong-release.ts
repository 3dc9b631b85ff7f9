import type { CheckText } from './text.js';

export const wrongRelease: CheckText = {
  why: 'A registration that fails keeps the reference that it was given: it takes a put, neither nothing nor a free.',
  before: `static int quux_add(struct quux *q)
{
	int ret;

	ret = device_register(&q->dev);
	if (ret)
		return ret;

	return 0;
}
`,
  after: `static int quux_add(struct quux *q)
{
	int ret;

	ret = device_register(&q->dev);
	if (ret) {
		put_device(&q->dev);
		return ret;
	}

	return 0;
}
`,
  notSeen: 'A release of the wrong kind for the same object (kfree for vmalloc).',
  examples: [],
};
