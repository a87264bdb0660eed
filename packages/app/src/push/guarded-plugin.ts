import { type Account, openDatabase } from '@drupal-nodejs/drupal';
import {
  type Caller,
  type Plugin,
  PluginError,
  type PluginHost,
  type PublishAnswer,
} from '@drupal-nodejs/server';
import { loggedIn, permission, type Requirement, role } from '../requirement.ts';
import { ConnectedAccounts, type ReviewOptions } from './connected-accounts.ts';

/** Who called, with Drupal's account. */
export interface KnownCaller extends Caller {
  readonly account: Account;
}

/** Answers an rpc method. */
export type GuardedMethod = (data: unknown, caller: KnownCaller) => Promise<unknown>;

/** A plugin of the push server whose members are told the caller's account, and may say who they are for. */
export interface GuardedPlugin extends Pick<Plugin, 'name' | 'namespaces' | 'calls' | 'start' | 'stop'> {
  readonly methods: Readonly<Record<string, GuardedMethod>>;
  /**
   * May the caller listen? Asked again when accounts are looked at again: who may no longer (`false`, or a
   * `PluginError`) hears nothing more, nor who nobody could say it of for longer than `graceMs`.
   */
  subscribe?(channel: string, caller: KnownCaller): Promise<boolean>;
  publish?(channel: string, data: unknown, caller: KnownCaller): Promise<PublishAnswer | undefined>;
}

/** Which Drupal's accounts, and how long what is known of them holds. */
export interface GuardOptions extends ReviewOptions {
  /** Database in Drupal's URL form. */
  readonly database: string;
}

/**
 * Makes a plugin of the push server that knows Drupal's accounts.
 *
 * What a caller may is asked of memory: an account is read when its connection first does something, and looked at
 * again every `reviewMs`. A caller who was blocked or deleted meanwhile is nobody. While the database is away, callers
 * are refused for now (error 100).
 */
export function guardPlugin(options: GuardOptions, plugin: GuardedPlugin): Plugin {
  return new Guard(options, plugin);
}

/** Lets only those call a method who are logged in (1401). */
export function requireLogin(method: GuardedMethod): GuardedMethod {
  return required(loggedIn, method);
}

/** Lets only those call a method who have a permission (1403; 1401 for nobody). */
export function requirePermission(name: string, method: GuardedMethod): GuardedMethod {
  return required(permission(name), method);
}

/** Lets only those call a method who have a role (1403; 1401 for nobody). */
export function requireRole(id: string, method: GuardedMethod): GuardedMethod {
  return required(role(id), method);
}

function required(requirement: Requirement, method: GuardedMethod): GuardedMethod {
  return async (data, caller) => {
    const refusal = requirement(caller.account);
    if (refusal === undefined) return await method(data, caller);
    throw caller.account.uid === 0 ? nobody() : new PluginError(1403, refusal.message);
  };
}

function nobody(): PluginError {
  return new PluginError(1401, 'log in first');
}

class Guard implements Plugin {
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly methods: Plugin['methods'];
  readonly calls: NonNullable<Plugin['calls']>;
  readonly #plugin: GuardedPlugin;
  readonly #options: GuardOptions;
  /** What connections that are there were allowed last, and when. */
  readonly #listening = new Map<
    string,
    { readonly caller: Caller; readonly channels: Map<string, number> }
  >();
  #accounts: ConnectedAccounts | undefined;
  #close: () => Promise<void> = async () => undefined;

  constructor(options: GuardOptions, plugin: GuardedPlugin) {
    const { name, namespaces = [], calls = {}, methods } = plugin;
    this.name = name;
    this.namespaces = namespaces;
    this.calls = calls;
    this.#plugin = plugin;
    this.#options = options;
    this.methods = Object.fromEntries(
      Object.entries(methods).map(([method, answer]) => [
        method,
        async (data: unknown, caller: Caller) => await answer(data, await this.#known(caller)),
      ]),
    );
  }

  async start(host: PluginHost): Promise<void> {
    const db = await openDatabase(this.#options.database);
    this.#close = () => db.destroy();
    const accounts = new ConnectedAccounts(db, this.#options);
    this.#accounts = accounts;
    await this.#plugin.start?.(host);
    accounts.start((error) => {
      if (error === undefined) void this.#reconsider(host, accounts.graceMs);
      else
        host.log.error({ err: error, plugin: this.name }, 'accounts of connections could not be looked at');
    });
  }

  async stop(): Promise<void> {
    this.#accounts?.stop();
    await this.#plugin.stop?.();
    await this.#close();
  }

  async subscribe(channel: string, caller: Caller): Promise<boolean> {
    const may = (await this.#plugin.subscribe?.(channel, await this.#known(caller))) ?? false;
    // Who went while it was asked listens to nothing.
    if (may && this.#accounts?.has(caller.client)) {
      const { channels } = this.#listening.get(caller.client) ?? { channels: new Map<string, number>() };
      this.#listening.set(caller.client, { caller, channels: channels.set(channel, performance.now()) });
    }
    return may;
  }

  async publish(channel: string, data: unknown, caller: Caller): Promise<PublishAnswer | undefined> {
    if (this.#plugin.publish === undefined) return undefined;
    return await this.#plugin.publish(channel, data, await this.#known(caller));
  }

  disconnect({ client }: Caller): void {
    this.#listening.delete(client);
    this.#accounts?.leave(client);
  }

  /** Ends subscriptions of those who may not have them any more. */
  async #reconsider(host: PluginHost, graceMs: number): Promise<void> {
    for (const { caller, channels } of this.#listening.values()) {
      for (const [channel, allowedAt] of [...channels]) {
        try {
          if (await this.#mayStill(channel, caller)) {
            channels.set(channel, performance.now());
            continue;
          }
        } catch (err) {
          host.log.error({ err, plugin: this.name, channel }, 'a subscription could not be looked at again');
          // A plugin may have a bad moment, and who is told to go doesn't ask again.
          if (performance.now() - allowedAt <= graceMs) continue;
        }
        try {
          channels.delete(channel);
          await host.unsubscribe(caller.site, caller.user, channel);
        } catch (err) {
          channels.set(channel, allowedAt);
          host.log.error({ err, plugin: this.name, channel }, 'a subscription could not be ended');
        }
      }
    }
  }

  /** @throws what isn't a refusal */
  async #mayStill(channel: string, caller: Caller): Promise<boolean> {
    try {
      return (await this.#plugin.subscribe?.(channel, await this.#known(caller))) ?? false;
    } catch (error) {
      if (error instanceof PluginError) return false;
      throw error;
    }
  }

  /** @throws PluginError 1401 for who is blocked or gone */
  async #known(caller: Caller): Promise<KnownCaller> {
    const account = await this.#accounts?.of(caller.client, uidOf(caller));
    if (account === undefined) throw nobody();
    return { ...caller, account };
  }
}

function uidOf({ user }: Caller): number {
  const uid = user === '' ? 0 : /^\d+$/.test(user) ? Number(user) : -1;
  // A token may name whom it likes; in Drupal there are numbers.
  return Number.isSafeInteger(uid) ? uid : -1;
}
