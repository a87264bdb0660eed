import { namespaceOf, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { Retention } from './broker/broker.ts';
import { type NamespaceOptions, type ServerOptions, shippedNamespaces } from './options.ts';
import { toMilliseconds } from './units.ts';

/** What the channels of one namespace can do. */
export interface Namespace extends Omit<NamespaceOptions, 'historySize' | 'historyTtl' | 'flushWindow'> {
  readonly retention: Retention;
  readonly flushWindowMs: number;
}

/** The namespaces of one site. */
export class Namespaces {
  #byName: ReadonlyMap<string, Namespace>;
  /** Publications mostly come in runs. */
  #last: { readonly channel: string; readonly namespace: Namespace } | undefined;

  constructor(options: ServerOptions['channels']) {
    this.#byName = readNamespaces(options);
  }

  /** Takes other options; what is subscribed already stays as it was granted. */
  reload(options: ServerOptions['channels']): void {
    this.#byName = readNamespaces(options);
    this.#last = undefined;
  }

  /** Returns what a channel can do. @throws ProtocolError 102 when its namespace isn't declared */
  of(channel: string): Namespace {
    if (this.#last?.channel === channel) {
      return this.#last.namespace;
    }
    const namespace = this.find(channel);
    if (namespace === undefined) {
      throw new ProtocolError(ProtocolErrorCode.unknownChannel);
    }
    this.#last = { channel, namespace };
    return namespace;
  }

  /** Returns what a channel can do; nothing where its namespace isn't declared, or isn't any more. */
  find(channel: string): Namespace | undefined {
    return this.#byName.get(namespaceOf(channel));
  }
}

function readNamespaces(options: ServerOptions['channels']): ReadonlyMap<string, Namespace> {
  const byName = new Map<string, Namespace>();
  for (const [name, { historySize, historyTtl, flushWindow, ...rest }] of mergeNamespaces(options)) {
    byName.set(name, {
      ...rest,
      // Without a past nobody can be told what was missed, so nobody is told that nothing was.
      recover: rest.recover && historySize > 0,
      retention: { size: historySize, ttlMs: toMilliseconds(historyTtl) },
      flushWindowMs: toMilliseconds(flushWindow),
    });
  }
  return byName;
}

/** Every namespace with all its keys: its own over the shipped ones over the defaults. */
export function mergeNamespaces({
  defaults,
  namespaces,
}: ServerOptions['channels']): ReadonlyMap<string, NamespaceOptions> {
  const names = new Set([...Object.keys(shippedNamespaces), ...Object.keys(namespaces)]);
  return new Map(
    [...names].map((name) => [name, { ...defaults, ...shippedNamespaces[name], ...namespaces[name] }]),
  );
}
