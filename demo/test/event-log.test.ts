import { describe, expect, test } from 'vitest';
import { EventLog } from '../src/event-log.ts';

describe('the log of what happens behind the screens', () => {
  test('keeps the last events, and how the push server is however long ago it came up', () => {
    const log = new EventLog(3);
    for (const state of ['starting', 'up'] as const) log.emit({ type: 'server', state, why: 'start' });
    for (const up of [false, true, false, true]) log.emit({ type: 'network', host: 'bob', up });
    expect(log.since(0)).toMatchObject([
      { type: 'server', state: 'up' },
      { type: 'network', up: false },
      { type: 'network', up: true },
    ]);
    log.emit({ type: 'server', state: 'down', why: 'killed' });
    log.emit({ type: 'network', host: 'bob', up: false });
    expect(log.since(0)).toMatchObject([
      { type: 'network', up: true },
      { type: 'server', state: 'down' },
      { type: 'network', up: false },
    ]);
  });
});
