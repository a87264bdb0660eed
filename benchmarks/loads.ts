import type { Sample } from './generator.ts';
import type { Run } from './measure.ts';
import type { GeneratorOptions, ServerName } from './server.ts';

/** What is read from a sample; less is better. */
export interface Figure {
  readonly unit: string;
  of(sample: Sample): number;
}

/** How many times the first entry's figure another's must be, and how many times we want it to be. */
export interface Goal {
  readonly figure: FigureName;
  readonly against: string;
  readonly must: number;
  readonly goal: number;
  /** Set where the other is ours too, and may cost this many times as much at most. */
  readonly isMost?: true;
}

/** What the first entry's figure may be at most, whoever stands beside it. */
export interface Bound {
  readonly figure: FigureName;
  readonly must: number;
  readonly goal: number;
}

/** One benchmark: its first entry is held against the others, all of them measured in each round. */
export interface Load {
  readonly what: string;
  readonly entries: Readonly<Record<string, Run>>;
  /** Set where the servers of a round live all at once, and are measured so often by turns; otherwise one after the other. */
  readonly turns?: number;
  readonly figures: readonly FigureName[];
  /** As ratios: the other's figure by the first entry's. */
  readonly goals: readonly Goal[];
  readonly bounds?: readonly Bound[];
}

export const figures = {
  'CPU per delivery': { unit: 'µs', of: (sample) => (sample.serverCpuSeconds / sample.delivered) * 1e6 },
  'CPU per message': { unit: 'µs', of: (sample) => (sample.serverCpuSeconds / sample.published) * 1e6 },
  'CPU per connection': { unit: 'µs', of: (sample) => sample.connectCpuMicros },
  'memory per connection': { unit: 'KB', of: (sample) => sample.kilobytesPerConnection },
  'bytes per delivery': { unit: 'B', of: (sample) => sample.bytes / sample.delivered },
  cores: { unit: '', of: (sample) => sample.serverUtilisation },
  p50: { unit: 'ms', of: (sample) => sample.p50 },
  p99: { unit: 'ms', of: (sample) => sample.p99 },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof figures;

const fanOut = { seconds: 1.5, 'warm-up': 1 } as const;

// The first collection of Node's old heap always came in the second after one of warm-up, and where each message brings a
// request for few deliveries, so did the compiler.
const settled = { seconds: 6, 'warm-up': 3 } as const;

// Each is warmed up one message at a time, past the first collection of Node's old heap, and measured for so long that the
// next one, which comes when it comes, is not what p99 tells.
const paced = { seconds: 12, window: 1 } as const;

function servers(
  names: readonly ServerName[],
  options: GeneratorOptions,
  node = '',
): Readonly<Record<string, Run>> {
  return Object.fromEntries(names.map((server) => [server, { server, options, node }]));
}

function goals(
  figure: FigureName,
  wanted: Readonly<Record<string, readonly [must: number, goal: number]>>,
): Goal[] {
  return Object.entries(wanted).map(([against, [must, goal]]) => ({ figure, against, must, goal }));
}

const burstServers = ['ours', 'Socket.IO', 'ws', 'Nchan', 'NATS', 'Bun', 'C, coalescing'] as const;
const burstGoals = goals('CPU per delivery', {
  'Socket.IO': [20, 30],
  ws: [15, 25],
  Nchan: [6, 10],
  Bun: [0.75, 1],
  'C, coalescing': [0.55, 0.8],
});

// As our own client connects from the second page of a tab on, and as the SDK does by itself.
const acceptServers = [
  'ours, first frame with the handshake',
  'ours',
  'Socket.IO, tokens and rooms',
  'Socket.IO',
  'ws, tokens and channels',
  'ws, first frame with the handshake',
  'ws',
  'net, tokens and channels',
  'NATS',
] as const;
const acceptGoals = goals('CPU per connection', {
  'Socket.IO, tokens and rooms': [2.5, 5],
  'ws, tokens and channels': [1.2, 2.5],
});

export const loads: Readonly<Record<string, Load>> = {
  unbatched: {
    what: '1,000 subscribers, one message outstanding',
    entries: servers(['ours', 'Socket.IO', 'ws', 'net', 'Nchan', 'NATS', 'Bun', 'C'], {
      connections: 1_000,
      window: 1,
      publishers: 1,
      seconds: 0.3,
      'warm-up': 3,
    }),
    turns: 25,
    figures: ['CPU per delivery'],
    goals: goals('CPU per delivery', { 'Socket.IO': [1.8, 2.5], ws: [1.2, 1.6], C: [0.6, 0.85] }),
  },
  burst: {
    what: '1,000 subscribers, 16 publishers, 64 messages outstanding',
    entries: servers(burstServers, { connections: 1_000, window: 64, publishers: 16, ...fanOut }),
    figures: ['CPU per delivery'],
    goals: burstGoals,
  },
  'burst-5000': {
    what: '5,000 subscribers, 16 publishers, 32 messages outstanding',
    entries: servers(burstServers, { connections: 5_000, window: 32, publishers: 16, ...fanOut }),
    figures: ['CPU per delivery'],
    goals: burstGoals,
  },
  batch: {
    what: '1,000 subscribers, 100 messages a request, 200 outstanding',
    entries: servers(['ours', 'ws', 'NATS', 'Bun', 'C, coalescing'], {
      connections: 1_000,
      window: 200,
      publishers: 16,
      batch: 100,
      ...fanOut,
    }),
    figures: ['CPU per delivery'],
    goals: goals('CPU per delivery', { ws: [80, 150], Bun: [2, 3] }),
  },
  rate: {
    what: '1,000 subscribers, 800 messages a second',
    entries: servers(['ours', 'Bun'], {
      connections: 1_000,
      rate: 800,
      publishers: 32,
      'warm-up': 6,
      ...paced,
    }),
    figures: ['cores', 'p50', 'p99'],
    goals: [],
    bounds: [
      { figure: 'cores', must: 0.6, goal: 0.35 },
      { figure: 'p99', must: 75, goal: 75 },
    ],
  },
  paced: {
    what: '1,000 subscribers, 200 messages a second',
    entries: servers(['ours', 'Bun'], {
      connections: 1_000,
      rate: 200,
      publishers: 16,
      'warm-up': 6,
      ...paced,
    }),
    figures: ['p99', 'p50', 'cores'],
    goals: goals('p99', { Bun: [1 / 1.3, 1] }),
  },
  latency: {
    what: '1,000 subscribers, 20 messages a second',
    entries: servers(['ours', 'Socket.IO', 'C'], {
      connections: 1_000,
      rate: 20,
      publishers: 4,
      'warm-up': 3,
      ...paced,
    }),
    figures: ['p99', 'p50', 'CPU per delivery'],
    goals: goals('p99', { 'Socket.IO': [0.5, 1.25] }),
  },
  memory: {
    what: '10,000 idle connections with one subscription, young heap of 4 MB; ours with a token each, the others without',
    // By default Node's young heap grows up to 64 MB while connections come: once, but each would seem to take part of it.
    entries: servers(
      ['ours', 'Socket.IO', 'ws', 'net', 'NATS'],
      { connections: 10_000, base: 2_000, settle: 1.5, 'warm-up': 1 },
      '--max-semi-space-size=4',
    ),
    figures: ['memory per connection'],
    goals: goals('memory per connection', { 'Socket.IO': [1 / 0.45, 1 / 0.2] }),
    bounds: [{ figure: 'memory per connection', must: 6, goal: 4 }],
  },
  accepts: {
    what: '6,000 connections connect to a server that had three crowds of 9,000 before; ours, brought with the handshake as our own client does, and those with tokens check one and subscribe, NATS subscribes, the others do neither',
    entries: servers(acceptServers, { connections: 9_000, base: 3_000, rehearsals: 3 }),
    turns: 8,
    figures: ['CPU per connection'],
    goals: acceptGoals,
  },
  'accepts-at-start': {
    what: '6,000 connections connect to a server that has just started; who checks what as in accepts',
    entries: servers(acceptServers, { connections: 9_000, base: 3_000 }),
    figures: ['CPU per connection'],
    goals: acceptGoals,
  },
  transports: {
    what: '1,000 subscribers of each transport, 16 publishers, 64 messages outstanding',
    entries: servers(['ours', 'ours, Protobuf', 'ours, HTTP stream', 'ours, SSE', 'ours, EventSource'], {
      connections: 1_000,
      window: 64,
      publishers: 16,
      ...fanOut,
    }),
    figures: ['CPU per delivery'],
    goals: (['ours, HTTP stream', 'ours, SSE', 'ours, EventSource'] as const).map((against) => ({
      figure: 'CPU per delivery',
      against,
      must: 1.5,
      goal: 1.1,
      isMost: true,
    })),
  },
  compression: {
    what: '1,000 subscribers, 16 publishers, 64 messages outstanding, text of frequent words',
    entries: servers(['ours', 'ours, compressed'], {
      connections: 1_000,
      window: 64,
      publishers: 16,
      text: 1,
      ...fanOut,
    }),
    figures: ['CPU per delivery', 'bytes per delivery'],
    goals: [
      { figure: 'CPU per delivery', against: 'ours, compressed', must: 1.3, goal: 1.15, isMost: true },
      { figure: 'bytes per delivery', against: 'ours, compressed', must: 0.5, goal: 0.5, isMost: true },
    ],
  },
  recover: {
    what: '2,000 connections come back, each missed 20 messages',
    entries: {
      'with recovery': { server: 'ours', options: { connections: 3_000, base: 1_000 }, missed: 20 },
      without: { server: 'ours', options: { connections: 3_000, base: 1_000 } },
    },
    figures: ['CPU per connection'],
    goals: [],
  },
  ingest: {
    what: 'publishing where nobody listens, 32 connections',
    entries: {
      'ours, 100 a request': {
        server: 'ours',
        options: { connections: 0, publishers: 32, batch: 100, ...fanOut },
      },
      'ours, one a request': { server: 'ours', options: { connections: 0, publishers: 32, ...fanOut } },
      'Bun, one a request': { server: 'Bun', options: { connections: 0, publishers: 32, ...fanOut } },
      'ws on node:http, one a request': {
        server: 'ws',
        options: { connections: 0, publishers: 32, ...fanOut },
      },
    },
    figures: ['CPU per message'],
    goals: goals('CPU per message', { 'ours, one a request': [10, 20] }),
  },
  channels: {
    what: '10,000 subscribers, one message outstanding in the one channel, 64 in 1,000 channels',
    entries: {
      // Each in another channel, so nothing travels together; with one the server would sleep after every ten deliveries.
      '1,000 channels': {
        server: 'ours',
        options: { connections: 10_000, channels: 1_000, window: 64, publishers: 16, ...settled },
      },
      'one channel': {
        server: 'ours',
        options: { connections: 10_000, channels: 1, window: 1, publishers: 1, ...settled },
      },
    },
    figures: ['CPU per delivery'],
    goals: goals('CPU per delivery', { 'one channel': [0.5, 1 / 1.3] }),
  },
};
