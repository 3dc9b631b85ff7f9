import type { CheckText } from './text.js';

export const mixedManagement: CheckText = {
  why: 'What a devm_ call acquires is released when the device goes; releasing it by hand as well releases it twice.',
  before: `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q;
	int ret;

	q = devm_kzalloc(&pdev->dev, sizeof(*q), GFP_KERNEL);
	if (!q)
		return -ENOMEM;

	ret = quux_start(q);
	if (ret) {
		kfree(q);
		return ret;
	}

	return 0;
}
`,
  after: `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q;
	int ret;

	q = devm_kzalloc(&pdev->dev, sizeof(*q), GFP_KERNEL);
	if (!q)
		return -ENOMEM;

	ret = quux_start(q);
	if (ret)
		return ret;

	return 0;
}
`,
  notSeen: 'Managed calls whose handle is an argument (devm_request_irq), and releases in other files.',
  examples: [],
};
