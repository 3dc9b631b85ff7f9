import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeIn, sitesOf } from '../../dist/flow/acquires.js';
import { followSite } from '../../dist/flow/way/walk.js';
import { viewOf } from '../helpers/view.js';

/** The body of `int f(struct quux *q)`, and its exits: kind, status, line (the first of the body is 1), value, and what else is known. */
interface Row {
  readonly title: string;
  readonly body: readonly string[];
  readonly exits: readonly string[];
}

const ALLOC = ['char *p = kmalloc(8, GFP_KERNEL);', 'int ret;', 'if (!p)', 'return -ENOMEM;'];

const ROWS: readonly Row[] = [
  {
    title: 'a failed acquire holds nothing',
    body: [...ALLOC, 'kfree(p);', 'return 0;'],
    exits: ['return released 6 zero'],
  },
  {
    title: 'a later failure returns with the resource',
    body: [...ALLOC, 'ret = step(q);', 'if (ret)', 'return ret;', 'kfree(p);', 'return 0;'],
    exits: ['return held 7 nonzero', 'return released 9 zero'],
  },
  {
    title: 'the test of a status decides what the label knows',
    body: [...ALLOC, 'ret = step(q);', 'if (ret)', 'goto out;', 'ret = 0;', 'kfree(p);', 'out:', 'return ret;'],
    exits: ['return held 11 nonzero by 7', 'return released 11 zero'],
  },
  {
    title: 'the handle itself is returned',
    body: [...ALLOC, 'return p;'],
    exits: ['handed held 5 positive'],
  },
  {
    title: 'the only handle is overwritten',
    body: [...ALLOC, 'p = q->text;', 'return 0;'],
    exits: ['overwrite held 5 any'],
  },
  {
    title: 'a store in an object that lives on is noted',
    body: [...ALLOC, 'q->p = p;', 'return 0;'],
    exits: ['return held 6 zero stored'],
  },
  {
    title: 'who is given the resource is not known to release it',
    body: [...ALLOC, 'look_at(q, p);', 'return 0;'],
    exits: ['return held 6 zero passed'],
  },
  {
    title: 'a name that says so may release',
    body: [...ALLOC, 'drop_text(p);', 'return 0;'],
    exits: ['return released 6 zero'],
  },
  {
    title: 'a call frees the object that alone holds it',
    body: [
      'struct r *r = q->r;',
      'r->p = kmalloc(8, GFP_KERNEL);',
      'if (!r->p)',
      'return 1;',
      'kfree(r);',
      'return 0;',
    ],
    exits: ['return held 6 zero'],
  },
  {
    title: 'the null check of the handle keeps its way apart',
    body: ['char *p = kmalloc(8, GFP_KERNEL);', 'if (p)', 'kfree(p);', 'return 0;'],
    exits: ['return released 4 zero'],
  },
  {
    title: 'a tail call may fail',
    body: [...ALLOC, 'return step(q);'],
    exits: ['return held 5 any of step'],
  },
  {
    title: 'a loop may run no round',
    body: [...ALLOC, 'while (more(q))', 'if (step(q))', 'return -EIO;', 'kfree(p);', 'return 0;'],
    exits: ['return held 7 negative', 'return released 9 zero'],
  },
  {
    title: 'each case of a switch is a way',
    body: [...ALLOC, 'switch (q->mode) {', 'case 1:', 'kfree(p);', 'return 0;', 'default:', 'return -EINVAL;', '}'],
    exits: ['return held 10 negative', 'return released 8 zero'],
  },
  {
    title: 'an iteration gives its variables new values',
    body: [...ALLOC, 'q = NULL;', 'list_for_each_entry(q, all, node)', 'if (q)', 'return 1;', 'kfree(p);', 'return 0;'],
    exits: ['return held 8 positive', 'return released 10 zero'],
  },
];

/** Names of the value classes, by mask. */
const VALUES = ['none', 'negative', 'zero', 'nonpositive', 'positive', 'nonzero', 'nonnegative', 'any'];

for (const row of ROWS) {
  test(`ways: ${row.title}`, () => {
    const view = viewOf(['static int f(struct quux *q)', '{', ...row.body, '}', ''].join('\n'));
    const seen = view.all[0]!;
    const site = sitesOf(seen, view)[0]!;
    const { exits, unseen, spent } = followSite(seen.fn, site, scopeIn(seen, view));
    assert.deepEqual({ unseen, spent }, { unseen: [], spent: false });
    const told = exits.map((exit) =>
      [
        exit.kind,
        exit.status,
        exit.at - 1,
        VALUES[exit.value]!,
        ...(exit.jump >= 0 ? [`by ${exit.jump - 1}`] : []),
        ...(exit.stored ? ['stored'] : []),
        ...(exit.passed ? ['passed'] : []),
        ...(exit.tailCall === undefined ? [] : [`of ${exit.tailCall}`]),
      ].join(' '),
    );
    assert.deepEqual(told.sort(), [...row.exits].sort());
  });
}
