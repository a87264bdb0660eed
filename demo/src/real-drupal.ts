import { fileURLToPath } from 'node:url';
import { ThrowawaySite } from '../../e2e/drupal/throwaway-site.ts';
import { DemoError } from './demo-error.ts';
import { passwordOf } from './drupal/people.ts';
import { EventLog } from './event-log.ts';
import { freePorts } from './free-port.ts';
import { moduleFolder } from './php/half-folder.ts';
import { type NoticeCommands, noticeCommands } from './push/notice-commands.ts';
import { PushServer } from './push/push-server.ts';
import { type Secrets, StateFolder } from './state-folder.ts';

const pagesModule = fileURLToPath(new URL('../../e2e/drupal/modules/nodejs_e2e', import.meta.url));

/** Where the code base is and how it is served. */
export interface RealDrupalOptions {
  /** Folder with Drupal's index.php. */
  readonly docroot: string;
  /** A PHP that can run it. */
  readonly php: string;
  readonly state: string;
  readonly port: number | undefined;
  /** Told what is being done, for it takes a while. */
  readonly onProgress: (text: string) => void;
}

/** A real Drupal with the module, and its push server. */
export interface RealDrupal {
  readonly url: string;
  readonly version: string;
  readonly directory: string;
  readonly logIns: readonly { readonly name: string; readonly password: string }[];
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly commands: NoticeCommands;
  /** Stops everything and removes the site from the code base. */
  close(): Promise<void>;
}

/**
 * Installs a site of its own into somebody's Drupal code base, with the module, and starts it and its push server.
 *
 * Nothing else of the code base is touched, and the site is removed at the end.
 *
 * @throws DemoError `drupal-failed` with Drupal's own words
 */
export async function startRealDrupal(options: RealDrupalOptions): Promise<RealDrupal> {
  const state = new StateFolder(options.state);
  const secrets = await state.open({ fresh: false });
  const [port = 0, push = 0, api = 0] = await freePorts(3, options.port ?? 8088);
  if (options.port !== undefined && port !== options.port) {
    await state.release();
    throw new DemoError(
      'port-in-use',
      `port ${options.port} of 127.0.0.1 is in use, expected a free one (--port)`,
    );
  }
  const apiUrl = `http://127.0.0.1:${api}`;
  const publicUrl = `ws://127.0.0.1:${push}/realtime/`;
  const site = new ThrowawaySite({
    docroot: options.docroot,
    php: options.php,
    port,
    name: 'nodejs-demo',
    modules: { nodejs: moduleFolder, nodejs_e2e: pagesModule },
    secrets: {
      hashSalt: secrets.token,
      apiKey: secrets.api,
      tokenKey: secrets.token,
      callbackKey: secrets.callback,
      backendKey: secrets.api,
    },
    nodejs: { apiUrl, publicUrl },
  });
  const config = realDrupalConfig({ push, api }, site, secrets);
  const configFile = await state.writeSecret('drupal-nodejs.json', `${JSON.stringify(config, null, 2)}\n`);
  await state.writeApiHeaders(secrets);
  const server = new PushServer({
    config: configFile,
    log: state.file('push-server.log'),
    events: new EventLog(),
  });
  const close = async (): Promise<void> => {
    await server.stop();
    await site.remove();
    await state.release();
  };
  try {
    options.onProgress("installing Drupal's standard profile into sites/nodejs-demo");
    await site.install();
    options.onProgress('installing the module, Alice and Bob');
    const { drupal } = await site.ask<{ drupal: string }>('version');
    const people = ['Alice', 'Bob'];
    const accounts = people.map((name) => [name, { password: passwordOf(name), roles: ['editor'] }]);
    await site.ask('create-accounts', { editor: ['access site reports'] }, Object.fromEntries(accounts));
    await site.ask('install-module', 'nodejs');
    await site.ask('install-module', 'nodejs_e2e');
    options.onProgress('starting');
    await site.serve();
    await server.start();
    return {
      url: site.url,
      version: drupal,
      directory: site.directory,
      logIns: [site.admin, ...people.map((name) => ({ name, password: passwordOf(name) }))],
      apiUrl,
      publicUrl,
      commands: noticeCommands(state, apiUrl),
      close,
    };
  } catch (error) {
    await close();
    if (error instanceof DemoError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DemoError('drupal-failed', `Drupal at ${options.docroot}: ${reason}`, { cause: error });
  }
}

function realDrupalConfig(
  ports: { push: number; api: number },
  site: { url: string; databaseUrl: string },
  secrets: Secrets,
): object {
  return {
    listen: `127.0.0.1:${ports.push}`,
    publicPath: '/realtime/',
    origins: [site.url],
    api: { listen: `127.0.0.1:${ports.api}`, keys: [{ id: 'demo', secret: secrets.api }] },
    auth: {
      token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: secrets.token }] },
      callback: { url: `${site.url}/nodejs/message`, serviceKey: secrets.callback },
      session: { database: site.databaseUrl, baseUrl: site.url },
    },
    engine: { type: 'memory', snapshot: '' },
  };
}
