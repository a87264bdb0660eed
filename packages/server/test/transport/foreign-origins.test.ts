import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ForeignOrigins } from '../../src/transport/foreign-origins.ts';
import { ManualClock } from '../manual-clock.ts';

it('a refused page is logged once a minute, however often it tries, and so many origins in all', () => {
  const lines: { origin: string; untold?: number }[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const clock = new ManualClock();
  const origins = new ForeignOrigins(clock, log);
  const told = (): (string | number)[] =>
    lines.splice(0).flatMap(({ origin, untold }) => (untold === undefined ? [origin] : [origin, untold]));

  for (let n = 0; n < 100; n += 1) {
    origins.refused('http://localhost:9490');
  }
  origins.refused();
  expect(told()).toEqual(['http://localhost:9490', 'hidden', 99]);
  clock.advance(60_000);
  origins.refused('http://localhost:9490');
  expect(told()).toEqual(['http://localhost:9490']);

  for (let n = 0; n < 5_000; n += 1) {
    origins.refused(`http://${n}.example`);
  }
  expect(told()).toHaveLength(19);
  clock.advance(60_000);
  origins.refused('x'.repeat(16_000));
  expect(told()).toEqual(['x'.repeat(300), 4_981]);
});
