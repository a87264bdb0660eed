/** Tells every listener, whichever of them throws. @throws AggregateError of what they threw, when all have heard */
export function tellAll<Listener>(listeners: Iterable<Listener>, tell: (listener: Listener) => void): void {
  const failures: unknown[] = [];
  for (const listener of listeners) {
    try {
      tell(listener);
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'a listener failed');
}
