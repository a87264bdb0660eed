import { randomUUID } from 'node:crypto';
import { ProbeError } from './probe-error.ts';
import { openHttpStream, openSse } from './stream-wire.ts';
import { openWebSocket } from './websocket-wire.ts';
import type { OpenWire, ProbeTarget, ProbeWire } from './wire.ts';

/** The transports, in the order in which clients try them. */
export const transports = { websocket: openWebSocket, http_stream: openHttpStream, sse: openSse } as const;

/** A transport of {@link transports}. */
export type TransportName = keyof typeof transports;

/** Calls the server's API. @throws Error */
export type CallApi = (call: string, body: object) => Promise<unknown>;

/** Who speaks, and what it may do. */
export interface Speaker {
  /** Makes a token that gives a channel; absent where nobody here can sign one. */
  readonly tokenFor: ((channel: string) => Promise<string>) | undefined;
  /** What to bring else; absent for a visitor who brings nothing. */
  readonly token: string | undefined;
  readonly call: CallApi;
  /** Whether to wait for the server's ping, which tells whether silence is borne. */
  readonly waitsForPing: boolean;
}

/** What a whole conversation took. */
export interface Conversation {
  /** From a publication to its receipt, or, where nobody could be given a channel, from a question to its answer. */
  readonly deliveryMs: number;
  /** How long the connection was silent, and held. */
  readonly silentSeconds: number;
}

const data = 'drupal-nodejs doctor';

/** Has a whole conversation: connects, hears a publication, is heard, and outlasts a silence. @throws ProbeError */
export async function converse(
  open: OpenWire,
  target: ProbeTarget,
  { tokenFor, token, call, waitsForPing }: Speaker,
): Promise<Conversation> {
  const { patienceMs } = target;
  const channel = `drupal-nodejs-doctor-${randomUUID()}`;
  const credentials = (await tokenFor?.(channel)) ?? token;
  const wire = await open(target, {
    id: 1,
    connect: credentials === undefined ? {} : { token: credentials },
  });
  try {
    const { session, ping = 0 } = await atOnce(wire, connected(wire, patienceMs));
    let began = performance.now();
    await atOnce(wire, heard(wire, session, patienceMs));
    if (tokenFor !== undefined) {
      began = performance.now();
      await call('publish', { channel, data, skip_history: true });
      await wire.inbox.find(({ push }) => push?.pub?.data === data, patienceMs);
    }
    const deliveryMs = performance.now() - began;
    const silentSeconds = waitsForPing ? ping : 0;
    if (silentSeconds > 0) {
      await outlast(wire, session, silentSeconds, patienceMs);
    }
    return { deliveryMs, silentSeconds };
  } finally {
    wire.close();
  }
}

/** Somebody who only listens. */
export interface Ear {
  /** Resolves when what doctors publish arrives. @throws ProbeError silent, ended … */
  hear(): Promise<void>;
  close(): void;
}

/** Connects somebody who listens to what their token gives. @throws ProbeError */
export async function openEar(open: OpenWire, target: ProbeTarget, token: string): Promise<Ear> {
  const wire = await open(target, { id: 1, connect: { token } });
  const close = () => wire.close();
  try {
    await connected(wire, target.patienceMs);
  } catch (error) {
    close();
    throw error;
  }
  return {
    async hear() {
      await wire.inbox.find(({ push }) => push?.pub?.data === data, target.patienceMs);
    },
    close,
  };
}

interface Refusal {
  readonly code?: number;
  readonly message?: string;
  readonly reason?: string;
}

/** What is held back until the end may come with the end. */
async function atOnce<T>({ mayBeHeld }: ProbeWire, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const { kind, message } = ProbeError.of(cause);
    throw kind === 'ended'
      ? new ProbeError(mayBeHeld ? 'silent' : 'ended', `no answer, then ${message}`, { cause })
      : cause;
  }
}

async function connected({ inbox }: ProbeWire, patienceMs: number) {
  const message = await inbox.find(({ id, push }) => id === 1 || push?.disconnect !== undefined, patienceMs);
  const refusal = message.error ?? message.push?.disconnect;
  if (message.connect === undefined || refusal !== undefined) {
    const { code = 0, message: words = '', reason = words } = (refusal ?? {}) as Refusal;
    throw new ProbeError('refused', `refused with ${code} ${reason}`.trim());
  }
  return message.connect;
}

async function heard(wire: ProbeWire, session: string | undefined, patienceMs: number): Promise<void> {
  await wire.send({ id: 2, ping: {} }, session);
  await wire.inbox.find(({ id }) => id === 2, patienceMs);
}

/** Waits until the server's pings, the empty messages, have left a whole pause between them. */
async function outlast(
  wire: ProbeWire,
  session: string | undefined,
  pauseSeconds: number,
  patienceMs: number,
): Promise<void> {
  for (let silence = 0; silence < pauseSeconds * 0.9; ) {
    const began = performance.now();
    const seconds = () => Math.round((performance.now() - began) / 100) / 10;
    try {
      await wire.inbox.find((message) => Object.keys(message).length === 0, pauseSeconds * 1000 + patienceMs);
    } catch (cause) {
      const { kind, message } = ProbeError.of(cause);
      const words = kind === 'silent' ? 'no ping' : message;
      throw new ProbeError('ended', `${words} after ${seconds()} s of silence`, { cause });
    }
    silence = seconds();
    await wire.send({}, session);
  }
}
