// A process of judges.ts: readers by the official SDK, each of whom looks at every line's number and its age.
import { setTimeout as delay } from 'node:timers/promises';
import { Centrifuge } from 'centrifuge';

export type Order =
  | { readonly order: 'open'; readonly port: number; readonly tokens: readonly string[] }
  | { readonly order: 'forget' }
  | { readonly order: 'until'; readonly seq: number; readonly limitMs: number };

/** What the judges saw since they were told to forget. */
export interface Verdict {
  readonly deliveries: number;
  readonly missing: number;
  readonly doubled: number;
  /** Lines that judges hadn't got when the time was over. */
  readonly behind: number;
  readonly times: readonly number[];
}

interface Event {
  readonly seq: number;
  readonly lines: readonly { readonly body: string }[];
}

const stamp = /@(\d{13})(\d{6})/;
let seen = { deliveries: 0, missing: 0, doubled: 0, times: [] as number[] };
const newest: number[] = [];
let changed = Promise.withResolvers<void>();

async function open(port: number, tokens: readonly string[]): Promise<void> {
  await Promise.all(
    tokens.map(async (token, place) => {
      const client = new Centrifuge(`ws://127.0.0.1:${port}/connection/websocket`, { token });
      const subscription = client.newSubscription('chat:tea');
      newest[place] = 0;
      subscription.on('publication', ({ data }) => hear(place, data as Event));
      const subscribed = new Promise((resolve) => subscription.on('subscribed', resolve));
      // A connection that breaks is a fault of the run, to be seen in the count and told.
      client.on('connecting', ({ code, reason }) => {
        if (code !== 0) console.error(`a judge lost the connection: ${code} ${reason}`);
      });
      subscription.subscribe();
      client.connect();
      await subscribed;
    }),
  );
}

function hear(place: number, { seq, lines }: Event): void {
  const before = newest[place] ?? 0;
  seen.deliveries += 1;
  if (seq <= before) seen.doubled += 1;
  else seen.missing += seq - before - 1;
  newest[place] = Math.max(before, seq);
  const [, ms, rest] = stamp.exec(lines[0]?.body ?? '') ?? [];
  if (ms !== undefined) {
    seen.times.push(performance.timeOrigin + performance.now() - Number(ms) - Number(rest) / 1e6);
  }
  changed.resolve();
}

async function until(seq: number, limitMs: number): Promise<Verdict> {
  const limit = new AbortController();
  const late = delay(limitMs, 'late', { signal: limit.signal });
  while (newest.some((each) => each < seq) && (await Promise.race([changed.promise, late])) !== 'late') {
    changed = Promise.withResolvers();
  }
  limit.abort();
  await late.catch(() => undefined);
  return { ...seen, behind: newest.reduce((sum, each) => sum + Math.max(0, seq - each), 0) };
}

process.on('message', async (order: Order) => {
  if (order.order === 'open') await open(order.port, order.tokens);
  if (order.order === 'forget') seen = { deliveries: 0, missing: 0, doubled: 0, times: [] };
  process.send?.(order.order === 'until' ? await until(order.seq, order.limitMs) : {});
});
