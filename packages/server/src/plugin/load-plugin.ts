import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError } from '../errors.ts';
import type { ServerOptions } from '../options.ts';
import type { Plugin } from './plugin.ts';

interface PluginModule {
  createPlugin(options: unknown): Promise<Plugin> | Plugin;
}

/** Loads a plugin that the configuration names. @throws StartError PLUGIN */
export async function loadPlugin({ module, options }: ServerOptions['plugins'][number]): Promise<Plugin> {
  try {
    const loaded: Partial<PluginModule> = await import(locate(module));
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

/** Where a module is, seen from the folder in which the server was started, as it would be from a script there. */
function locate(module: string): string {
  if (/^\.{0,2}\//.test(module)) {
    return pathToFileURL(resolve(module)).href;
  }
  try {
    return pathToFileURL(createRequire(resolve('server.js')).resolve(module)).href;
  } catch {
    // It may stand beside the server, where a server that is installed for the whole machine finds it.
    return module;
  }
}
