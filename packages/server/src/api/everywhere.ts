import { ProtocolError, type ProtocolErrorCode, protocolErrors } from '@drupal-nodejs/protocol';
import { Value } from 'typebox/value';
import type { Awaitable } from '../awaitable.ts';
import type { Site } from '../site/site.ts';
import { type CallContext, calls } from './calls.ts';
import { bodies, type CallName } from './schemas.ts';

interface Failure {
  readonly error: { readonly code: ProtocolErrorCode; readonly message: string };
}

type Answers<T> = (answers: readonly T[]) => object;

interface Channels {
  readonly channels: Readonly<Record<string, { readonly num_clients: number }>>;
}

/** Calls that are about connections, which may be anywhere, and how the answers of all servers become one. */
const merges: { readonly [C in CallName]?: Answers<never> } = {
  subscribe: nothing,
  unsubscribe: nothing,
  disconnect: nothing,
  refresh: nothing,
  revoke: ((answers) => ({
    connections: answers.reduce((sum, { connections }) => sum + connections, 0),
  })) satisfies Answers<{ readonly connections: number }>,
  info: ((answers) => ({ nodes: answers.flatMap(({ nodes }) => nodes) })) satisfies Answers<{
    readonly nodes: readonly object[];
  }>,
  channels: ((answers) => {
    const clients = new Map<string, number>();
    for (const [channel, { num_clients: here }] of answers.flatMap(({ channels }) =>
      Object.entries(channels),
    )) {
      clients.set(channel, (clients.get(channel) ?? 0) + here);
    }
    return {
      channels: Object.fromEntries(
        [...clients].map(([channel, sum]) => [channel, { num_clients: sum }] as const),
      ),
    };
  }) satisfies Answers<Channels>,
};

/** Runs a call here, and at the other servers if it is about their connections too. @throws ProtocolError */
export function callEverywhere(
  site: Site,
  name: CallName,
  body: unknown,
  context: CallContext,
): Awaitable<object> {
  const own = run(site, name, body, context);
  const merge = merges[name] as Answers<object> | undefined;
  const { peers } = site;
  // Publications are most of what comes: they pay for no promise that they don't need.
  return merge === undefined || peers === undefined
    ? own
    : gather(own, peers.ask(site.name, { call: name, body }), merge);
}

async function gather(
  own: Awaitable<object>,
  asked: Promise<readonly unknown[]>,
  merge: Answers<object>,
): Promise<object> {
  const [first, others] = await Promise.all([own, asked as Promise<readonly (object | Failure)[]>]);
  for (const other of others) {
    if ('error' in other) {
      throw new ProtocolError(other.error.code, other.error.message);
    }
  }
  return merge([first, ...others]);
}

/** Runs a call that came to another server, for the connections of this one. */
export async function answerPeer(
  site: Site,
  question: unknown,
  context: CallContext,
): Promise<object | Failure> {
  const { call, body } = (question ?? {}) as { readonly call?: unknown; readonly body?: unknown };
  if (
    typeof call !== 'string' ||
    !Object.hasOwn(merges, call) ||
    !Value.Check(bodies[call as CallName], body)
  ) {
    throw new TypeError('expected a call, got something else');
  }
  try {
    return await run(site, call as CallName, body, context);
  } catch (error) {
    if (error instanceof ProtocolError && Object.hasOwn(protocolErrors, error.code)) {
      return { error: { code: error.code as ProtocolErrorCode, message: error.message } };
    }
    throw error;
  }
}

function run(site: Site, name: CallName, body: unknown, context: CallContext): Awaitable<object> {
  return calls[name](site, body as never, context);
}

function nothing(): object {
  return {};
}
