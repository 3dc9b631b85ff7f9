import type { Seen, View } from './view.js';

/**
 * A memory for what is worked out once for each function of a view. A question about a function whose answer is still being worked out, as recursive
 * code asks it, is answered with `meanwhile`.
 */
export function perFunction<Value>(meanwhile?: Value): (seen: Seen, view: View, find: () => Value) => Value {
  const views = new WeakMap<View, Map<number, Value>>();
  return ({ key }, view, find) => {
    let values = views.get(view);
    if (!values) views.set(view, (values = new Map<number, Value>()));
    let value = values.get(key);
    if (value === undefined) {
      if (meanwhile !== undefined) values.set(key, meanwhile);
      value = find();
      values.set(key, value);
    }
    return value;
  };
}

/** A memory for what is worked out once for a view. */
export function perView<Value>(find: (view: View) => Value): (view: View) => Value {
  const values = new WeakMap<View, Value>();
  return (view) => {
    let value = values.get(view);
    if (value === undefined) values.set(view, (value = find(view)));
    return value;
  };
}
