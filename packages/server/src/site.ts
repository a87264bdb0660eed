import { ProtocolError, ProtocolErrorCode, type StreamPosition } from '@drupal-nodejs/protocol';
import type { Auth } from './auth/auth.ts';
import type { Broker, NewPublication, PublishOptions } from './broker/broker.ts';
import type { Hub } from './hub/hub.ts';
import type { Roster } from './hub/roster.ts';
import type { Meter } from './meter.ts';
import type { Namespaces } from './namespaces.ts';
import type { Caller } from './plugin/plugin.ts';
import type { Plugins } from './plugin/plugins.ts';
import type { Presence } from './presence/presence.ts';
import type { Revocation, Revocations } from './revocation/revocations.ts';

export interface SiteParts {
  readonly name: string;
  /** Origins whose pages may connect. */
  readonly origins: ReadonlySet<string>;
  readonly namespaces: Namespaces;
  readonly hub: Hub;
  readonly roster: Roster;
  readonly broker: Broker;
  readonly presence: Presence;
  readonly revocations: Revocations;
  readonly auth: Auth;
  readonly plugins: Plugins;
  readonly meter: Meter;
}

/** One Drupal and all that is its own: channels, listeners, users, keys. Nothing is shared between two sites. */
export class Site {
  readonly name: string;
  readonly origins: ReadonlySet<string>;
  readonly namespaces: Namespaces;
  readonly hub: Hub;
  readonly roster: Roster;
  readonly broker: Broker;
  readonly presence: Presence;
  readonly revocations: Revocations;
  readonly auth: Auth;
  readonly #plugins: Plugins;
  readonly #meter: Meter;

  constructor({ plugins, meter, ...parts }: SiteParts) {
    this.#plugins = plugins;
    this.#meter = meter;
    this.name = parts.name;
    this.origins = parts.origins;
    this.namespaces = parts.namespaces;
    this.hub = parts.hub;
    this.roster = parts.roster;
    this.broker = parts.broker;
    this.presence = parts.presence;
    this.revocations = parts.revocations;
    this.auth = parts.auth;
  }

  /** The one door for publications; resolves after the broker has it. @throws ProtocolError 102, 108 */
  async publish(
    channel: string,
    publication: NewPublication,
    { skipHistory = false, ...options }: Omit<PublishOptions, 'retention'> & { skipHistory?: boolean } = {},
  ): Promise<StreamPosition> {
    const { retention } = this.namespaces.of(channel);
    const kept = skipHistory ? { ...retention, size: 0 } : retention;
    if (options.version !== undefined && kept.size === 0) {
      throw new ProtocolError(ProtocolErrorCode.notAvailable, 'version: expected a channel with history');
    }
    this.#meter.published();
    return this.broker.publish(channel, publication, { ...options, retention: kept });
  }

  /** Answers an rpc. @throws ProtocolError 104, PluginError */
  async call(method: string, data: unknown, caller: Caller): Promise<unknown> {
    return this.#plugins.call(method, data, caller);
  }

  /** Asks the plugin of the channel's namespace whether the caller may listen. */
  async maySubscribe(channel: string, caller: Caller): Promise<boolean> {
    return this.#plugins.maySubscribe(channel, caller);
  }

  /** Ends what a user had before `at`, live connections included; returns how many it reached. @throws ProtocolError 107 */
  async revoke(revocation: Revocation): Promise<number> {
    if (revocation.user === '') {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'user: expected a uid, found ""');
    }
    await this.revocations.add(revocation);
    const reached = this.roster.find(revocation.user).filter((member) => member.revoke(revocation));
    return reached.length;
  }
}
