import { StatementSync } from 'node:sqlite';
import { onTestFinished, vi } from 'vitest';

/** What SQLite is asked from now on. */
export function noteStatements(): string[] {
  const texts: string[] = [];
  for (const name of ['all', 'get', 'run', 'iterate'] as const) {
    const original = StatementSync.prototype[name] as (...values: unknown[]) => unknown;
    const spy = vi.spyOn(StatementSync.prototype, name);
    spy.mockImplementation(function (this: StatementSync, ...values: unknown[]) {
      texts.push(this.sourceSQL);
      return original.apply(this, values) as never;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return texts;
}
