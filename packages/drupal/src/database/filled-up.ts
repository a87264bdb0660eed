/**
 * The same values, and the first of them again up to a power of two.
 *
 * For lists of a statement in which one that is there twice counts once: servers keep each text prepared, and so a
 * few serve lists of any length.
 */
export function filledUp<T>(values: readonly T[]): T[] {
  const [first] = values;
  if (first === undefined) return [];
  const size = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<T>(size - values.length).fill(first)];
}
