import { interruptDriver } from './interrupt-driver.js';
import type { CheckText } from './text.js';

const REQUEST = 'devm_request_irq(&pdev->dev, q->irq, quux_irq, 0, "quux", q)';

export const mixedManagement: CheckText = {
  why: 'What a devm_ call acquires is released when the device goes; releasing it by hand as well releases it twice. And what its handler uses has to live as long as it does.',
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
  examples: [
    {
      title: 'An action that runs when the probe fails',
      before: `static void quux_clk_off(void *data)
{
	clk_disable_unprepare(data);
}

static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = clk_prepare_enable(q->clk);
	if (ret)
		return ret;

	ret = devm_add_action_or_reset(&pdev->dev, quux_clk_off, q->clk);
	if (ret)
		return ret;

	ret = quux_start(q);
	if (ret)
		clk_disable_unprepare(q->clk);

	return ret;
}
`,
      after: `static void quux_clk_off(void *data)
{
	clk_disable_unprepare(data);
}

static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = clk_prepare_enable(q->clk);
	if (ret)
		return ret;

	ret = devm_add_action_or_reset(&pdev->dev, quux_clk_off, q->clk);
	if (ret)
		return ret;

	return quux_start(q);
}
`,
    },
    {
      title: 'Work that the handler of a managed interrupt queues again',
      before: interruptDriver(REQUEST, 'cancel_work_sync(&q->work);'),
      after: interruptDriver(REQUEST, 'devm_free_irq(&pdev->dev, q->irq, q);', 'cancel_work_sync(&q->work);'),
    },
  ],
};
