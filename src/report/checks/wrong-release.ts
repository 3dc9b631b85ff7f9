import { interruptDriver } from './interrupt-driver.js';
import type { CheckText } from './text.js';

const REQUEST = 'request_irq(q->irq, quux_irq, 0, "quux", q)';

export const wrongRelease: CheckText = {
  why: 'A registration that fails keeps the reference that it was given: it takes a put, neither nothing nor a free. What is released before a later step still uses it is a use after free.',
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
  notSeen:
    'A release of the wrong kind for the same object (kfree for vmalloc). Of the order of steps: a use that only some of the ways behind the release come to, elements of arrays, objects that are counted and may have another user, and a field that a function not in view may have set anew; of handlers, those of interrupts alone, and only where the teardown does nothing before that could keep the device quiet.',
  examples: [
    {
      title: 'A step that still needs what the one before took away',
      before: `static void quux_remove(struct platform_device *pdev)
{
	struct net_device *ndev = platform_get_drvdata(pdev);
	struct quux *q = netdev_priv(ndev);

	unregister_netdev(ndev);
	free_netdev(ndev);
	clk_disable_unprepare(q->clk);
}
`,
      after: `static void quux_remove(struct platform_device *pdev)
{
	struct net_device *ndev = platform_get_drvdata(pdev);
	struct quux *q = netdev_priv(ndev);

	unregister_netdev(ndev);
	clk_disable_unprepare(q->clk);
	free_netdev(ndev);
}
`,
    },
    {
      title: 'A loop that reads what it has freed',
      before: `static void quux_drop_all(struct quux *q)
{
	struct quux_item *item;

	list_for_each_entry(item, &q->items, node) {
		list_del(&item->node);
		kfree(item);
	}
}
`,
      after: `static void quux_drop_all(struct quux *q)
{
	struct quux_item *item, *next;

	list_for_each_entry_safe(item, next, &q->items, node) {
		list_del(&item->node);
		kfree(item);
	}
}
`,
    },
    {
      title: 'Work that the handler of an interrupt queues again',
      before: interruptDriver(REQUEST, 'cancel_work_sync(&q->work);', 'free_irq(q->irq, q);'),
      after: interruptDriver(REQUEST, 'free_irq(q->irq, q);', 'cancel_work_sync(&q->work);'),
    },
  ],
};
