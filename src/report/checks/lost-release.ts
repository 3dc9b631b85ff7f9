import type { CheckText } from './text.js';

export const lostRelease: CheckText = {
  why: 'A patch that takes out the only release on a way out makes a leak of code that was right.',
  before: `@@ -1,19 +1,17 @@
 static int quux_read_mode(struct quux *q, struct device_node *np)
 {
 	struct device_node *parent;
 	int ret;
 
 	parent = of_get_parent(np);
 	if (!parent)
 		return -ENODEV;
 
 	ret = of_property_read_u32(parent, "quux,mode", &q->mode);
 	if (ret) {
-		dev_err(q->dev, "no mode\\n");
-		of_node_put(parent);
 		return ret;
 	}
 
 	of_node_put(parent);
 	return 0;
 }
`,
  after: `@@ -1,19 +1,18 @@
 static int quux_read_mode(struct quux *q, struct device_node *np)
 {
 	struct device_node *parent;
 	int ret;
 
 	parent = of_get_parent(np);
 	if (!parent)
 		return -ENODEV;
 
 	ret = of_property_read_u32(parent, "quux,mode", &q->mode);
 	if (ret) {
-		dev_err(q->dev, "no mode\\n");
 		of_node_put(parent);
 		return ret;
 	}
 
 	of_node_put(parent);
 	return 0;
 }
`,
  notSeen: 'A release that the patch leaves in place and makes unreachable by a change elsewhere in the series.',
  examples: [],
};
