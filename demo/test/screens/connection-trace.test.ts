import { describe, expect, test } from 'vitest';
import type { Logged, TraceEvent, TraceStep } from '../../src/site-event.ts';
import { type ConnectionTrace, ConnectionTraces } from '../../src/web/page/connection-trace.ts';
import { summary } from '../../src/web/page/trace-words.ts';

let clock = 1_000_000;

function event(
  step: TraceStep,
  connection: string | undefined,
  more: Partial<Logged<TraceEvent>> = {},
): Logged<TraceEvent> {
  clock += 10;
  const base = { type: 'trace', host: 'alice', name: 'Alice', tab: 1, ms: 2, bytes: 100 } as const;
  return { ...base, step, id: clock, at: clock, ...(connection !== undefined && { connection }), ...more };
}

function play(...events: readonly Logged<TraceEvent>[]): readonly ConnectionTrace[] {
  const traces = new ConnectionTraces();
  const last = new Map<string, ConnectionTrace>();
  for (const one of events) {
    const trace = traces.take(one);
    if (trace !== undefined) last.set(trace.id, trace);
  }
  return [...last.values()];
}

const steps = (trace: ConnectionTrace | undefined): readonly TraceStep[] => [...(trace?.steps.keys() ?? [])];

describe('the traces of connections', () => {
  test('put a page in front of the connection that it opens', () => {
    const [trace] = play(
      event('page', undefined),
      ...(['connect', 'asked', 'channels', 'ok'] as const).map((step) => event(step, 'c1')),
    );
    expect(steps(trace)).toEqual(['page', 'connect', 'asked', 'channels', 'ok']);
    expect(trace?.isReturn).toBe(false);
  });

  test('know a page that comes back: it connects without having been loaded', () => {
    const traces = play(
      event('page', undefined),
      event('connect', 'c1'),
      event('ok', 'c1'),
      event('connect', 'c2'),
    );
    expect(traces.map(({ isReturn }) => isReturn)).toEqual([false, true]);
  });

  test('give two tabs that load at once a page each', () => {
    const traces = play(
      event('page', undefined),
      event('page', undefined),
      event('connect', 'c1'),
      event('connect', 'c2', { tab: 2 }),
    );
    expect(traces.map(steps)).toEqual([
      ['page', 'connect'],
      ['page', 'connect'],
    ]);
  });

  test('keep people apart, and forget a page that was closed before it connected', () => {
    const [bob, alice] = play(
      event('page', undefined),
      event('connect', 'b1', { host: 'bob', name: 'Bob' }),
      event('connect', 'a1', { at: clock + 60_000 }),
    );
    expect(bob?.name).toBe('Bob');
    expect([bob, alice].map((trace) => trace?.isReturn)).toEqual([true, true]);
  });

  test('name a connection that is refused, whose token nobody knows, by its window', () => {
    const { name: _, ...nameless } = event('refused', 'a1');
    const [trace] = play(nameless);
    expect(trace?.name).toBe('Alice');
    expect(trace && summary(trace)).toBe('Alice, back again: refused');
  });

  test('show an event that comes again only once', () => {
    const traces = new ConnectionTraces();
    const connect = event('connect', 'c1');
    expect(traces.take(connect)).toBeDefined();
    expect(traces.take(connect)).toBeUndefined();
  });
});
