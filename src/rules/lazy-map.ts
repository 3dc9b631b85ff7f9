/** A map whose values are made when they are asked for, and then kept. `keys` in their order; `make` gets the position of a key. */
export function lazyMap<V>(keys: readonly string[], make: (at: number) => V): ReadonlyMap<string, V> {
  const places = new Map<string, number>();
  for (let at = 0; at < keys.length; at++) places.set(keys[at]!, at);
  const made = new Map<string, V>();
  const get = (key: string): V | undefined => {
    const at = places.get(key);
    if (at === undefined) return undefined;
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(at)));
    return value;
  };
  const entries = function* (): MapIterator<[string, V]> {
    for (const key of places.keys()) yield [key, get(key)!];
  };
  const values = function* (): MapIterator<V> {
    for (const key of places.keys()) yield get(key)!;
  };
  const map: ReadonlyMap<string, V> = {
    size: places.size,
    get,
    has: (key) => places.has(key),
    keys: () => places.keys(),
    values,
    entries,
    [Symbol.iterator]: entries,
    forEach: (call) => {
      for (const [key, value] of entries()) call(value, key, map);
    },
  };
  return map;
}

/** A set whose members are made when it is first asked. */
export function lazySet(make: () => readonly string[]): ReadonlySet<string> {
  let made: ReadonlySet<string> | undefined;
  const set = (): ReadonlySet<string> => (made ??= new Set(make()));
  return {
    get size() {
      return set().size;
    },
    has: (value) => set().has(value),
    keys: () => set().keys(),
    values: () => set().values(),
    entries: () => set().entries(),
    [Symbol.iterator]: () => set()[Symbol.iterator](),
    forEach: (call) => {
      for (const value of set()) call(value, value, set());
    },
  };
}
