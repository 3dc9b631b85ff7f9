import type { CheckId } from '../types.js';

interface CheckText {
  readonly why: string;
  readonly before: string;
  readonly after: string;
  readonly notSeen: string;
}

/** What each check is for; `before` must be found and `after` be silent, which the tests hold them to. */
export const CHECK_TEXTS: Readonly<Record<Exclude<CheckId, 'mixed-management' | 'lost-release'>, CheckText>> = {
  'leak-on-error-path': {
    why: 'A function that fails after it acquired something must give it back before it returns: nobody else knows of it.',
    before:
      'static int quux_probe(struct platform_device *pdev)\n{\n\tstruct quux *q = platform_get_drvdata(pdev);\n\tint ret;\n\n\tret = clk_prepare_enable(q->clk);\n\tif (ret)\n\t\treturn ret;\n\n\tret = quux_start(q);\n\tif (ret)\n\t\treturn ret;\n\n\treturn 0;\n}\n',
    after:
      'static int quux_probe(struct platform_device *pdev)\n{\n\tstruct quux *q = platform_get_drvdata(pdev);\n\tint ret;\n\n\tret = clk_prepare_enable(q->clk);\n\tif (ret)\n\t\treturn ret;\n\n\tret = quux_start(q);\n\tif (ret) {\n\t\tclk_disable_unprepare(q->clk);\n\t\treturn ret;\n\t}\n\n\treturn 0;\n}\n',
    notSeen: 'Helpers outside the patch are taken for releases where their name says so.',
  },
  'leak-on-success-path': {
    why: 'What a function acquires for its own use must be given back on the way out that succeeds, too.',
    before:
      'static int quux_read_id(struct device *dev)\n{\n\tchar *buf;\n\tint id;\n\n\tbuf = kmalloc(64, GFP_KERNEL);\n\tif (!buf)\n\t\treturn -ENOMEM;\n\n\tid = buf[0];\n\treturn id;\n}\n',
    after:
      'static int quux_read_id(struct device *dev)\n{\n\tchar *buf;\n\tint id;\n\n\tbuf = kmalloc(64, GFP_KERNEL);\n\tif (!buf)\n\t\treturn -ENOMEM;\n\n\tid = buf[0];\n\tkfree(buf);\n\treturn id;\n}\n',
    notSeen: 'What is stored in an object that lives on is judged by its teardown instead.',
  },
  'leak-in-loop': {
    why: 'Iterators over device nodes hold a reference on the current node; leaving the loop early keeps it.',
    before:
      'static int quux_count(struct device_node *np)\n{\n\tstruct device_node *child;\n\n\tfor_each_child_of_node(np, child) {\n\t\tif (of_property_read_bool(child, "quux,broken"))\n\t\t\treturn -EINVAL;\n\t}\n\treturn 0;\n}\n',
    after:
      'static int quux_count(struct device_node *np)\n{\n\tstruct device_node *child;\n\n\tfor_each_child_of_node(np, child) {\n\t\tif (of_property_read_bool(child, "quux,broken")) {\n\t\t\tof_node_put(child);\n\t\t\treturn -EINVAL;\n\t\t}\n\t}\n\treturn 0;\n}\n',
    notSeen: 'Iterators that the catalogue does not list.',
  },
  'leak-at-teardown': {
    why: 'What an init function holds when it has succeeded must be given back by the function that tears the object down.',
    before:
      'static int quux_probe(struct platform_device *pdev)\n{\n\tstruct quux *q = platform_get_drvdata(pdev);\n\n\tq->buf = kzalloc(64, GFP_KERNEL);\n\tif (!q->buf)\n\t\treturn -ENOMEM;\n\treturn 0;\n}\n\nstatic void quux_remove(struct platform_device *pdev)\n{\n\tstruct quux *q = platform_get_drvdata(pdev);\n\n\tquux_halt(q);\n}\n\nstatic struct platform_driver quux_driver = {\n\t.probe = quux_probe,\n\t.remove = quux_remove,\n};\n',
    after:
      'static int quux_probe(struct platform_device *pdev)\n{\n\tstruct quux *q = platform_get_drvdata(pdev);\n\n\tq->buf = kzalloc(64, GFP_KERNEL);\n\tif (!q->buf)\n\t\treturn -ENOMEM;\n\treturn 0;\n}\n\nstatic void quux_remove(struct platform_device *pdev)\n{\n\tstruct quux *q = platform_get_drvdata(pdev);\n\n\tquux_halt(q);\n\tkfree(q->buf);\n}\n\nstatic struct platform_driver quux_driver = {\n\t.probe = quux_probe,\n\t.remove = quux_remove,\n};\n',
    notSeen: 'A teardown in a file that is not at hand is never guessed.',
  },
  'wrong-release': {
    why: 'A registration that fails keeps the reference that it was given: it takes a put, neither nothing nor a free.',
    before:
      'static int quux_add(struct quux *q)\n{\n\tint ret;\n\n\tret = device_register(&q->dev);\n\tif (ret)\n\t\treturn ret;\n\n\treturn 0;\n}\n',
    after:
      'static int quux_add(struct quux *q)\n{\n\tint ret;\n\n\tret = device_register(&q->dev);\n\tif (ret) {\n\t\tput_device(&q->dev);\n\t\treturn ret;\n\t}\n\n\treturn 0;\n}\n',
    notSeen: 'A release of the wrong kind for the same object (kfree for vmalloc).',
  },
};

/** Ids of the checks that `explain` tells about. */
export const CHECK_IDS: readonly string[] = Object.keys(CHECK_TEXTS);

/** The text of `checkleak explain ID` for a check, undefined for anything else. */
export function explainCheck(id: string): string | undefined {
  if (!Object.hasOwn(CHECK_TEXTS, id)) return undefined;
  const text = CHECK_TEXTS[id as keyof typeof CHECK_TEXTS];
  const indent = (code: string): string => code.trimEnd().replace(/^(?=.)/gm, '    ');
  return [
    id,
    '',
    text.why,
    '',
    'Before:',
    '',
    indent(text.before),
    '',
    'After:',
    '',
    indent(text.after),
    '',
    `Not seen: ${text.notSeen}`,
    '',
  ].join('\n');
}
