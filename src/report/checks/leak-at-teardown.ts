import type { CheckText } from './text.js';

export const leakAtTeardown: CheckText = {
  why: 'What an init function holds when it has succeeded must be given back by the function that tears the object down.',
  before: `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	q->buf = kzalloc(64, GFP_KERNEL);
	if (!q->buf)
		return -ENOMEM;
	return 0;
}

static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	quux_halt(q);
}

static struct platform_driver quux_driver = {
	.probe = quux_probe,
	.remove = quux_remove,
};
`,
  after: `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	q->buf = kzalloc(64, GFP_KERNEL);
	if (!q->buf)
		return -ENOMEM;
	return 0;
}

static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	quux_halt(q);
	kfree(q->buf);
}

static struct platform_driver quux_driver = {
	.probe = quux_probe,
	.remove = quux_remove,
};
`,
  notSeen: 'A teardown in a file that is not at hand is never guessed: such a file is told of in `skipped`.',
  examples: [
    {
      title: 'A teardown that leaves early',
      before: `static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = quux_halt(q);
	if (ret)
		return;

	free_irq(q->irq, q);
	kfree(q->buf);
}

static struct platform_driver quux_driver = {
	.remove = quux_remove,
};
`,
      after: `static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = quux_halt(q);
	if (ret)
		dev_warn(&pdev->dev, "does not halt\\n");

	free_irq(q->irq, q);
	kfree(q->buf);
}

static struct platform_driver quux_driver = {
	.remove = quux_remove,
};
`,
    },
  ],
};
