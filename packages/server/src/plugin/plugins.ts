import { namespaceOf, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import { StartError } from '../errors.ts';
import type { ServerOptions } from '../options.ts';
import type { Caller, Plugin, PluginHost } from './plugin.ts';

/** The plugins of a server: which of them answers what. */
export class Plugins {
  readonly #plugins: readonly Plugin[];
  readonly #byName: ReadonlyMap<string, Plugin>;
  readonly #byNamespace: ReadonlyMap<string, Plugin>;

  constructor(plugins: readonly Plugin[]) {
    this.#plugins = plugins;
    this.#byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
    this.#byNamespace = new Map(
      plugins.flatMap((plugin) => (plugin.namespaces ?? []).map((namespace) => [namespace, plugin] as const)),
    );
  }

  /** Loads the plugins that the configuration names. @throws StartError PLUGIN */
  static async load(options: ServerOptions['plugins']): Promise<Plugins> {
    return new Plugins(await Promise.all(options.map(loadPlugin)));
  }

  /** @throws StartError PLUGIN */
  async start(host: PluginHost): Promise<void> {
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

  /** Whether a method has the prefix of a plugin. */
  owns(method: string): boolean {
    return this.#byName.has(method.split('.', 1)[0] ?? '');
  }

  /** Answers an rpc. @throws ProtocolError 104 when no plugin has the method, PluginError as the plugin says */
  async call(method: string, data: unknown, caller: Caller): Promise<unknown> {
    const dot = method.indexOf('.');
    const methods = this.#byName.get(method.slice(0, Math.max(0, dot)))?.methods;
    const name = method.slice(dot + 1);
    const run = methods !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (run === undefined) {
      throw new ProtocolError(ProtocolErrorCode.methodNotFound);
    }
    return run(data, caller);
  }

  /** Asks the plugin of a channel's namespace, if there is one, whether the caller may listen. */
  async maySubscribe(channel: string, caller: Caller): Promise<boolean> {
    return (await this.#byNamespace.get(namespaceOf(channel))?.subscribe?.(channel, caller)) ?? false;
  }
}

interface PluginModule {
  createPlugin(options: unknown): Promise<Plugin> | Plugin;
}

async function loadPlugin({ module, options }: ServerOptions['plugins'][number]): Promise<Plugin> {
  try {
    const loaded: Partial<PluginModule> = await import(module);
    if (loaded.createPlugin === undefined) {
      throw new Error('it exports no createPlugin()');
    }
    return await loaded.createPlugin(options);
  } catch (cause) {
    throw new StartError(
      'PLUGIN',
      `plugins: expected ${module} to make a plugin, found ${(cause as Error).message}`,
      { cause },
    );
  }
}
