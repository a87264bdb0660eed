import { namespaceOf, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { SubscriptionGrant } from '../auth/token.ts';
import type { Clock } from '../clock.ts';
import { jsonText } from '../json-text.ts';
import { type Caller, PluginError, type PublishAnswer } from '../plugin/plugin.ts';
import type { Questions } from '../site/site.ts';
import { toMilliseconds } from '../units.ts';
import type { Backend, BackendOptions } from './backend.ts';

type Proxy = BackendOptions['subscribe'][string];

const answerSchema = Type.Object({
  result: Type.Optional(
    Type.Object({
      data: Type.Optional(Type.Unknown()),
      info: Type.Optional(Type.Unknown()),
      published: Type.Optional(Type.Boolean()),
      expire_at: Type.Optional(Type.Number()),
    }),
  ),
  error: Type.Optional(Type.Object({ code: Type.Integer(), message: Type.String() })),
});

export interface ProxiesParts {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
}

interface UnderWay {
  /** Seconds since 1970, with a fraction: Drupal may not know yet what is revoked later. */
  readonly askedAt: number;
  readonly result: Promise<Result>;
}

type Result = {
  readonly data?: unknown;
  readonly info?: unknown;
  readonly published?: boolean;
  readonly expire_at?: number;
};

type ProxyOptions = Pick<BackendOptions, 'rpc' | 'subscribe' | 'publish'>;

/** Asks Drupal while a client waits, where the configuration names a proxy for it. */
export class Proxies implements Questions {
  readonly #backend: Backend;
  readonly #clock: Clock;
  readonly #log: FastifyBaseLogger;
  #rpc: ReadonlyMap<string, BackendOptions['rpc'][string]> = new Map();
  #subscribe: ReadonlyMap<string, Proxy> = new Map();
  #publish: ReadonlyMap<string, Proxy> = new Map();
  readonly #underWay = new Map<string, UnderWay>();

  constructor(options: ProxyOptions, { backend, clock, log }: ProxiesParts) {
    this.#backend = backend;
    this.#clock = clock;
    this.#log = log;
    this.reload(options);
  }

  /** Takes other proxies; what is asked already is answered by the old ones. */
  reload({ rpc, subscribe, publish }: ProxyOptions): void {
    this.#rpc = new Map(Object.entries(rpc));
    this.#subscribe = new Map(Object.entries(subscribe));
    this.#publish = new Map(Object.entries(publish));
  }

  async call(method: string, data: unknown, caller: Caller): Promise<unknown> {
    const proxy = this.#rpc.get(method) ?? this.#rpc.get(method.split('.', 1)[0] ?? '');
    if (proxy === undefined) {
      throw new ProtocolError(ProtocolErrorCode.methodNotFound);
    }
    const question = { method, data };
    const { result } = proxy.coalesce
      ? this.#join(proxy, question, caller)
      : { result: this.#ask(proxy, question, caller) };
    return (await result).data;
  }

  async maySubscribe(channel: string, caller: Caller): Promise<SubscriptionGrant | undefined> {
    const proxy = this.#subscribe.get(namespaceOf(channel));
    if (proxy === undefined) {
      return undefined;
    }
    const { askedAt, result } = this.#join(proxy, { channel }, caller);
    const { info, expire_at: expiresAt } = await result;
    if (expiresAt !== undefined && expiresAt * 1000 <= this.#clock.now()) {
      throw new ProtocolError(ProtocolErrorCode.expired);
    }
    return {
      issuedAt: askedAt,
      ...(info === undefined ? {} : { info }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  }

  async mayPublish(channel: string, data: unknown, caller: Caller): Promise<PublishAnswer | undefined> {
    const proxy = this.#publish.get(namespaceOf(channel));
    return proxy && this.#ask(proxy, { channel, data }, caller);
  }

  // The tabs of one session that ask the same at the same time get one answer. Without a session there are none:
  // anonymous visitors are one user, and what Drupal tells one of them may be no other's.
  #join(proxy: Proxy, question: object, caller: Caller): UnderWay {
    const { client, user, sid } = caller;
    const key = jsonText([proxy.path, user, sid ?? { client }, question]);
    const known = this.#underWay.get(key);
    if (known !== undefined) {
      return known;
    }
    const askedAt = this.#clock.now() / 1000;
    const result = this.#ask(proxy, question, caller).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, { askedAt, result });
    return { askedAt, result };
  }

  async #ask({ path, timeout }: Proxy, question: object, { client, user, sid }: Caller): Promise<Result> {
    const body = jsonText({ ...question, client, user, ...(sid === undefined ? {} : { sid }) });
    let answer: unknown;
    try {
      answer = await this.#backend.post(path, body, toMilliseconds(timeout));
      if (
        !Value.Check(answerSchema, answer) ||
        (answer.result === undefined) === (answer.error === undefined)
      ) {
        throw new Error('expected {result} or {error}, got something else');
      }
    } catch (cause) {
      this.#log.error({ path, reason: (cause as Error).message }, 'Drupal could not be asked for a client');
      throw new ProtocolError(ProtocolErrorCode.internal, 'backend unavailable', { cause });
    }
    if (answer.error !== undefined) {
      throw refusal(answer.error);
    }
    return answer.result ?? {};
  }
}

// Drupal's own codes are those of a plugin; any other is a plain no.
function refusal({ code, message }: { readonly code: number; readonly message: string }): Error {
  return code >= 400 && code <= 1999
    ? new PluginError(code, message)
    : new ProtocolError(ProtocolErrorCode.permissionDenied, message);
}
