import { namespaceOf, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Awaitable } from '../awaitable.ts';
import { StartError } from '../errors.ts';
import type { ServerOptions } from '../options.ts';
import { loadPlugin } from './load-plugin.ts';
import type { Caller, Plugin, PluginHost, PublishAnswer, Welcome } from './plugin.ts';

/** What plugins have for a client, by their names. */
export type Welcomes = readonly (readonly [name: string, welcome: Welcome])[];

/** The plugins of a server: which of them answers what. */
export class Plugins {
  readonly #plugins: readonly Plugin[];
  readonly #byName: ReadonlyMap<string, Plugin>;
  readonly #byNamespace: ReadonlyMap<string, Plugin>;
  /** Those that welcome clients, as far as is known: a plugin may begin to when it starts. */
  #welcoming: readonly Plugin[];
  #log: FastifyBaseLogger | undefined;

  /** @throws StartError PLUGIN when two of them would own the same */
  constructor(plugins: readonly Plugin[]) {
    this.#plugins = plugins;
    this.#welcoming = plugins;
    this.#byName = byKey('name', plugins, ({ name }) => [name]);
    this.#byNamespace = byKey('namespace', plugins, ({ namespaces = [] }) => namespaces);
  }

  /** Loads the plugins that the configuration names. @throws StartError PLUGIN */
  static async load(options: ServerOptions['plugins']): Promise<Plugins> {
    return new Plugins(await Promise.all(options.map(loadPlugin)));
  }

  /** These and one more. @throws StartError PLUGIN when it would own what another does */
  with(plugin: Plugin): Plugins {
    return new Plugins([...this.#plugins, plugin]);
  }

  /** @throws StartError PLUGIN */
  async start(host: PluginHost): Promise<void> {
    this.#log = host.log;
    for (const plugin of this.#plugins) {
      try {
        await plugin.start?.(host);
      } catch (cause) {
        throw new StartError(
          'PLUGIN',
          `plugins: expected ${plugin.name} to start, found ${(cause as Error).message}`,
          { cause },
        );
      }
    }
    this.#welcoming = this.#plugins.filter(({ connect }) => connect !== undefined);
  }

  /** Stops all of them, also when one fails: the others have state to keep. */
  async stop(log: FastifyBaseLogger): Promise<void> {
    for (const plugin of this.#plugins) {
      try {
        await plugin.stop?.();
      } catch (err) {
        log.error({ err, plugin: plugin.name }, 'a plugin did not stop');
      }
    }
  }

  /**
   * Has a client welcomed: what each plugin has for it, by the plugin's name. One that has gone meanwhile is welcomed by
   * no more of them.
   *
   * @throws PluginError
   */
  welcome(caller: Caller, data: unknown, isHere: () => boolean): Awaitable<Welcomes> {
    return this.#welcoming.length === 0 ? [] : this.#welcome(caller, data, isHere);
  }

  async #welcome(caller: Caller, data: unknown, isHere: () => boolean): Promise<Welcomes> {
    const welcomes: [string, Welcome][] = [];
    for (const plugin of this.#welcoming) {
      if (!isHere()) {
        break;
      }
      const welcome = await plugin.connect?.(caller, data);
      if (welcome !== undefined) {
        welcomes.push([plugin.name, welcome]);
      }
    }
    return welcomes;
  }

  /** Tells all of them that a client is gone; one that fails keeps it from nobody. */
  farewell(caller: Caller, code: number): void {
    for (const plugin of this.#plugins) {
      if (plugin.disconnect !== undefined) {
        this.#tell(plugin, async () => plugin.disconnect?.(caller, code));
      }
    }
  }

  /** Whether a method has the prefix of a plugin. */
  owns(method: string): boolean {
    return this.#byName.has(method.split('.', 1)[0] ?? '');
  }

  /** Answers an rpc. @throws ProtocolError 104 when no plugin has the method, PluginError as the plugin says */
  async call(method: string, data: unknown, caller: Caller): Promise<unknown> {
    return this.#find('methods', method)(data, caller);
  }

  /** Answers a call of the server API. @throws ProtocolError 104 when no plugin has it, PluginError as the plugin says */
  async callByApi(name: string, body: unknown, site: string): Promise<unknown> {
    return this.#find('calls', name)(body, site);
  }

  /** Asks the plugin of a channel's namespace, if there is one, whether the caller may listen. */
  async maySubscribe(channel: string, caller: Caller): Promise<boolean> {
    return (await this.#of(channel)?.subscribe?.(channel, caller)) ?? false;
  }

  /** Asks the plugin of a channel's namespace, if there is one, whether the caller may publish. @throws PluginError */
  async mayPublish(channel: string, data: unknown, caller: Caller): Promise<PublishAnswer | undefined> {
    return this.#of(channel)?.publish?.(channel, data, caller);
  }

  #of(channel: string): Plugin | undefined {
    return this.#byNamespace.get(namespaceOf(channel));
  }

  #find<K extends 'methods' | 'calls'>(kind: K, name: string): NonNullable<Plugin[K]>[string] {
    const dot = name.indexOf('.');
    const functions = this.#byName.get(name.slice(0, Math.max(0, dot)))?.[kind];
    const rest = name.slice(dot + 1);
    const found = functions !== undefined && Object.hasOwn(functions, rest) ? functions[rest] : undefined;
    if (found === undefined) {
      throw new ProtocolError(ProtocolErrorCode.methodNotFound);
    }
    return found as NonNullable<Plugin[K]>[string];
  }

  #tell(plugin: Plugin, tell: () => Promise<void>): void {
    tell().catch((err: unknown) => {
      this.#log?.error({ err, plugin: plugin.name }, 'a plugin failed when a client left');
    });
  }
}

function byKey(
  what: string,
  plugins: readonly Plugin[],
  keysOf: (plugin: Plugin) => readonly string[],
): ReadonlyMap<string, Plugin> {
  const found = new Map<string, Plugin>();
  for (const plugin of plugins) {
    for (const key of keysOf(plugin)) {
      if (what === 'name' && !/^[\w-]+$/.test(key)) {
        throw new StartError('PLUGIN', `plugins: expected a name of letters and digits, found ${key}`);
      }
      if (found.has(key)) {
        throw new StartError('PLUGIN', `plugins: expected one plugin per ${what}, found two with "${key}"`);
      }
      found.set(key, plugin);
    }
  }
  return found;
}
