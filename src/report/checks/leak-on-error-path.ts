import type { CheckText } from './text.js';

export const leakOnErrorPath: CheckText = {
  why: 'A function that fails after it acquired something must give it back before it returns: nobody else knows of it.',
  before: `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = clk_prepare_enable(q->clk);
	if (ret)
		return ret;

	ret = quux_start(q);
	if (ret)
		return ret;

	return 0;
}
`,
  after: `static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);
	int ret;

	ret = clk_prepare_enable(q->clk);
	if (ret)
		return ret;

	ret = quux_start(q);
	if (ret) {
		clk_disable_unprepare(q->clk);
		return ret;
	}

	return 0;
}
`,
  notSeen: 'Helpers outside the patch are taken for releases where their name says so.',
  examples: [
    {
      title: 'What the exits before and behind undo',
      before: `@@ -40,11 +40,15 @@ static int quux_load(struct quux *q)
 	ret = quux_ping(q);
 	if (ret) {
 		clk_disable_unprepare(q->clk);
 		return ret;
 	}
 
+	ret = quux_check_version(q);
+	if (ret)
+		return ret;
+
 	ret = quux_wait(q);
 	if (ret) {
 		clk_disable_unprepare(q->clk);
 		return ret;
 	}
`,
      after: `@@ -40,11 +40,17 @@ static int quux_load(struct quux *q)
 	ret = quux_ping(q);
 	if (ret) {
 		clk_disable_unprepare(q->clk);
 		return ret;
 	}
 
+	ret = quux_check_version(q);
+	if (ret) {
+		clk_disable_unprepare(q->clk);
+		return ret;
+	}
+
 	ret = quux_wait(q);
 	if (ret) {
 		clk_disable_unprepare(q->clk);
 		return ret;
 	}
`,
    },
    {
      title: 'What a callee leaves in a field',
      before: `static int quux_fill(struct quux *q)
{
	int ret;

	q->buf = kzalloc(64, GFP_KERNEL);
	if (!q->buf)
		return -ENOMEM;

	ret = quux_reset(q->regs);
	if (ret)
		return ret;

	return 0;
}

static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	return quux_fill(q);
}

static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	kfree(q->buf);
}
`,
      after: `static int quux_fill(struct quux *q)
{
	int ret;

	q->buf = kzalloc(64, GFP_KERNEL);
	if (!q->buf)
		return -ENOMEM;

	ret = quux_reset(q->regs);
	if (ret) {
		kfree(q->buf);
		return ret;
	}

	return 0;
}

static int quux_probe(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	return quux_fill(q);
}

static void quux_remove(struct platform_device *pdev)
{
	struct quux *q = platform_get_drvdata(pdev);

	kfree(q->buf);
}
`,
    },
  ],
};
