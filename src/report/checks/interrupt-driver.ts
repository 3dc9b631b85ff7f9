import type { ExampleText } from './text.js';

/** A driver whose interrupt handler queues work: with the call that asks for the interrupt, and the lines with which it goes. */
export function interruptDriver(request: string, ...removal: readonly string[]): ExampleText {
  return `static irqreturn_t quux_irq(int irq, void *data)
{
	struct quux *q = data;

	schedule_work(&q->work);
	return IRQ_HANDLED;
}

static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	INIT_WORK(&q->work, quux_work);
	return ${request};
}

static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

${removal.map((line) => `\t${line}`).join('\n')}
}

static struct platform_driver quux_driver = {
	.probe = quux_probe,
	.remove = quux_remove,
};
`;
}
