import { ProtocolError, ProtocolErrorCode, type StreamPosition } from '@drupal-nodejs/protocol';
import type { Auth } from '../auth/auth.ts';
import type { SubscriptionGrant } from '../auth/token.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Broker, NewPublication, PublishOptions } from '../broker/broker.ts';
import type { Hub } from '../hub/hub.ts';
import type { Roster } from '../hub/roster.ts';
import type { Meter } from '../meter.ts';
import type { Namespaces } from '../namespaces.ts';
import type { Peers } from '../peers/peers.ts';
import type { Caller, PublishAnswer } from '../plugin/plugin.ts';
import type { Plugins, Welcomes } from '../plugin/plugins.ts';
import type { Presence } from '../presence/presence.ts';
import type { Recalls } from '../revocation/recalls.ts';
import { everybody, type Revocation, type Revocations } from '../revocation/revocations.ts';
import { idleTracer, type Tracer } from '../tracer.ts';
import type { Usage } from '../usage/usage.ts';
import type { Witness } from '../witness.ts';

/** What a site asks its Drupal while a client waits; `undefined` where nobody is to be asked. */
export interface Questions {
  /** @throws ProtocolError 104 where nobody is to be asked, 100, PluginError */
  call(method: string, data: unknown, caller: Caller): Promise<unknown>;
  /** @throws ProtocolError 100, 103, PluginError */
  maySubscribe(channel: string, caller: Caller): Promise<SubscriptionGrant | undefined>;
  /** @throws ProtocolError 100, 103, PluginError */
  mayPublish(channel: string, data: unknown, caller: Caller): Promise<PublishAnswer | undefined>;
}

/** A Drupal that can be asked whether it knows this server. */
export interface Reachable {
  /** Asks now; resolves with what is wrong, if anything is. */
  findProblem(): Promise<string | undefined>;
}

/** How a publication is published beside what its channel's namespace says. */
export interface SitePublishOptions extends Pick<PublishOptions, 'idempotencyKey' | 'version'> {
  /** Send it, but do not keep it. */
  readonly skipHistory?: boolean | undefined;
}

export interface SiteParts {
  readonly name: string;
  /** Origins whose pages may connect. */
  readonly origins: ReadonlySet<string>;
  readonly namespaces: Namespaces;
  readonly hub: Hub;
  /** Channels that have listeners at whatever server, or had a moment ago. */
  readonly channels: Usage;
  readonly roster: Roster;
  readonly broker: Broker;
  readonly presence: Presence;
  readonly revocations: Revocations;
  /** Clients that are to fetch new tokens. */
  readonly recalls: Recalls;
  readonly auth: Auth;
  readonly plugins: Plugins;
  readonly questions?: Questions | undefined;
  /** The site's Drupal, where it is known. */
  readonly backend?: Reachable | undefined;
  /** The other servers of this site. */
  readonly peers?: Peers | undefined;
  readonly meter: Meter;
  /** @default follows nothing */
  readonly tracer?: Tracer | undefined;
  readonly witness: Witness;
}

/** One Drupal and all that is its own: channels, listeners, users, keys. Nothing is shared between two sites. */
export class Site {
  readonly name: string;
  /** Origins whose pages may connect. */
  origins: ReadonlySet<string>;
  readonly namespaces: Namespaces;
  readonly hub: Hub;
  readonly channels: Usage;
  readonly peers: Peers | undefined;
  readonly roster: Roster;
  readonly broker: Broker;
  readonly presence: Presence;
  readonly revocations: Revocations;
  readonly recalls: Recalls;
  readonly auth: Auth;
  readonly witness: Witness;
  readonly meter: Meter;
  readonly tracer: Tracer;
  readonly #plugins: Plugins;
  readonly #questions: Questions | undefined;
  readonly #backend: Reachable | undefined;

  constructor({ plugins, questions, backend, ...parts }: SiteParts) {
    this.#plugins = plugins;
    this.#questions = questions;
    this.#backend = backend;
    this.name = parts.name;
    this.tracer = parts.tracer ?? idleTracer;
    this.origins = parts.origins;
    this.namespaces = parts.namespaces;
    this.hub = parts.hub;
    this.channels = parts.channels;
    this.peers = parts.peers;
    this.roster = parts.roster;
    this.broker = parts.broker;
    this.presence = parts.presence;
    this.revocations = parts.revocations;
    this.recalls = parts.recalls;
    this.auth = parts.auth;
    this.witness = parts.witness;
    this.meter = parts.meter;
  }

  /** Asks Drupal whether it knows this server; resolves with what is wrong, if anything is. */
  async findBackendProblem(): Promise<string | undefined> {
    return this.#backend === undefined ? 'backend is not configured' : this.#backend.findProblem();
  }

  /** The one door for publications; answers when the broker has it. @throws ProtocolError 102, 108 */
  publish(
    channel: string,
    publication: NewPublication,
    { skipHistory = false, idempotencyKey, version }: SitePublishOptions = {},
  ): Awaitable<StreamPosition> {
    const { retention } = this.namespaces.of(channel);
    const kept = skipHistory ? { ...retention, size: 0 } : retention;
    if (version !== undefined && kept.size === 0) {
      throw new ProtocolError(ProtocolErrorCode.notAvailable, 'version: expected a channel with history');
    }
    this.meter.published();
    return this.broker.publish(channel, publication, { retention: kept, idempotencyKey, version });
  }

  /** What the plugins have for a client that was let in, by their names. @throws PluginError */
  welcome(caller: Caller, data: unknown, isHere: () => boolean): Awaitable<Welcomes> {
    return this.#plugins.welcome(caller, data, isHere);
  }

  /** Tells everybody who wants to know that a client is gone. */
  farewell(caller: Caller, code: number): void {
    this.witness.disconnected(caller, code);
    this.#plugins.farewell(caller, code);
  }

  /** Answers a call of the server API that a plugin has. @throws ProtocolError 104, PluginError */
  async callPlugin(name: string, body: unknown): Promise<unknown> {
    return this.#plugins.callByApi(name, body, this.name);
  }

  /** Answers an rpc: a plugin by its prefix, else Drupal. @throws ProtocolError 104, PluginError */
  async call(method: string, data: unknown, caller: Caller): Promise<unknown> {
    return this.#questions === undefined || this.#plugins.owns(method)
      ? this.#plugins.call(method, data, caller)
      : this.#questions.call(method, data, caller);
  }

  /** Asks the plugin of the channel's namespace whether the caller may listen. */
  async maySubscribe(channel: string, caller: Caller): Promise<boolean> {
    return this.#plugins.maySubscribe(channel, caller);
  }

  /** Asks Drupal for leave to listen, where it is to be asked. @throws ProtocolError 100, 103, PluginError */
  async askToSubscribe(channel: string, caller: Caller): Promise<SubscriptionGrant | undefined> {
    return this.#questions?.maySubscribe(channel, caller);
  }

  /** Asks for leave to publish: the channel's plugin, else Drupal. @throws ProtocolError 100, 103, PluginError */
  async askToPublish(channel: string, data: unknown, caller: Caller): Promise<PublishAnswer | undefined> {
    return (
      (await this.#plugins.mayPublish(channel, data, caller)) ??
      this.#questions?.mayPublish(channel, data, caller)
    );
  }

  /**
   * Ends what a user, or {@link everybody}, had before `at`, live connections of this server included; returns how many it reached.
   *
   * @throws ProtocolError 107, 100 where other servers may not know of it
   */
  async revoke(revocation: Revocation): Promise<number> {
    if (revocation.user === '') {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'user: expected a uid, found ""');
    }
    const added = this.revocations.add(revocation);
    const reached = this.end(revocation);
    await added;
    return reached;
  }

  /** Ends live connections whose rights a mark ends; returns how many. */
  end(mark: Revocation): number {
    const members = mark.user === everybody ? [...this.roster.all()] : this.roster.find(mark.user);
    return members.filter((member) => member.revoke(mark)).length;
  }
}
