import { JsonCodec, ProtobufCodec, type Reply } from '@drupal-nodejs/protocol';
import { systemClock } from '../packages/server/src/clock.ts';
import { Outbox } from '../packages/server/src/connection/outbox.ts';
import type { Transport } from '../packages/server/src/connection/transport.ts';
import { Hub } from '../packages/server/src/hub/hub.ts';
import type { Listener } from '../packages/server/src/hub/listener.ts';
import { webSocketJson } from '../packages/server/src/transport/wire.ts';
import { spread } from './ratios.ts';

const repeats = 7;
const repeatMs = 60;

/** Measures the parts of a fan-out by themselves; returns a table of nanoseconds per call. */
export async function micro(): Promise<string> {
  const rows = Object.entries(tasks()).map(([name, task]) => {
    const times = measure(task);
    return `| ${name} | ${times.map((ns) => Math.round(ns).toLocaleString('en')).join(' | ')} |`;
  });
  return ['| ns per call | median | least | greatest |', '|---|---:|---:|---:|', ...rows].join('\n');
}

function tasks(): Readonly<Record<string, () => void>> {
  const [json, protobuf] = [new JsonCodec(), new ProtobufCodec()];
  const replies = (count: number): Reply[] => Array.from({ length: count }, () => ({ push: publication }));
  const [one, sixteen] = [replies(1), replies(16)];
  const subscribe = Buffer.from('{"id":2,"subscribe":{"channel":"bench:0","recover":true,"offset":7}}');
  const frame = webSocketJson.encode(one);
  const outbox = new Outbox(nowhere, bounds, patient);
  return {
    'JSON: encode a publication': () => void json.encode(one),
    'JSON: encode 16 publications': () => void json.encode(sixteen),
    'Protobuf: encode a publication': () => void protobuf.encode(one),
    'Protobuf: encode 16 publications': () => void protobuf.encode(sixteen),
    'JSON: decode a subscribe': () => void json.decode(subscribe),
    'outbox: write a shared frame': () => outbox.write(frame),
    ...Object.fromEntries(
      [1, 100, 1_000, 10_000].map((listeners) => [
        `hub: a publication to ${listeners.toLocaleString('en')}`,
        broadcast(listeners),
      ]),
    ),
  };
}

const publication = {
  channel: 'bench:0',
  pub: { offset: 123_456, data: JSON.stringify({ event: 'update', filler: 'a'.repeat(170) }) },
};

const nowhere: Transport = {
  encoding: webSocketJson,
  socket: { writableLength: 0, write: () => undefined },
  close: () => undefined,
};
const bounds = { clock: systemClock, limits: { queueBytes: 1_000_000, queueTimeMs: 10_000 } };

const patient = { tooSlow: () => undefined };

/** One publication from the hub through each listener's outbox, up to the socket. */
function broadcast(listeners: number): () => void {
  let flush = (): void => undefined;
  const clock = {
    ...systemClock,
    afterTurn: (task: () => void) => {
      flush = task;
    },
  };
  const hub = new Hub({ clock, sliceSize: listeners });
  for (let i = 0; i < listeners; i++) {
    const outlet = new Outbox(nowhere, bounds, patient);
    const listener: Listener = { outlet, held: [], slot: -1, lost: () => undefined };
    hub.add('bench:0', listener);
    hub.release('bench:0', listener);
  }
  return () => {
    hub.push('bench:0', publication);
    flush();
  };
}

/** Nanoseconds of processor time per call: median, least, greatest. */
function measure(task: () => void): readonly number[] {
  let calls = 1;
  while (timeOf(task, calls) < repeatMs / 4) {
    calls *= 2;
  }
  calls *= 4;
  const times = spread(Array.from({ length: repeats }, () => (timeOf(task, calls) / calls) * 1e6));
  return times === undefined ? [] : [times.median, times.least, times.greatest];
}

function timeOf(task: () => void, calls: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    task();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
