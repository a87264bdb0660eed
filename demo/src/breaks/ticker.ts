import { setTimeout as delay } from 'node:timers/promises';
import { DemoError } from '../demo-error.ts';
import type { PushApi } from '../push/push-api.ts';

/** The channel of the numbered messages. */
export const tickerChannel = 'content:ticker';

/** What became of the messages of one run. */
export interface Ticked {
  readonly acknowledged: readonly number[];
  readonly refused: readonly number[];
  /** Whether the channel's epoch stayed the same, so that clients can be given what they missed. */
  readonly stateKept: boolean;
}

/** How the numbered messages of a run are published. */
export interface Run {
  readonly id: string;
  readonly of: number;
  readonly everyMs: number;
  /** Settles when what was broken is mended; the last quarter of the messages waits for it. */
  readonly mended: Promise<unknown>;
}

/**
 * Publishes numbered messages one after the other, evenly spaced, whatever happens to the server meanwhile.
 *
 * What isn't acknowledged isn't sent again: the publisher knows that it must not count on it.
 */
export async function tick(api: PushApi, run: Run): Promise<Ticked> {
  const acknowledged: number[] = [];
  const refused: number[] = [];
  const epochs = new Set<string>();
  for (let seq = 1; seq <= run.of; seq++) {
    if (seq > run.of * 0.75) await run.mended;
    try {
      epochs.add((await api.publish(tickerChannel, { run: run.id, seq, of: run.of })).epoch);
      acknowledged.push(seq);
    } catch (error) {
      if (!(error instanceof DemoError)) throw error;
      refused.push(seq);
    }
    if (seq < run.of) await delay(run.everyMs);
  }
  return { acknowledged, refused, stateKept: epochs.size === 1 };
}
