import { execFile } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Centrifuge } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { renderSetup } from '../../src/setup/render.ts';
import { configure } from '../cli/command-line.ts';
import { freePorts } from '../free-ports.ts';
import { hasCommand } from '../proxies/proxy.ts';
import { apiKey, connectionToken, next, subscriptionToken, temporaryFolder } from '../running-server.ts';
import { command } from '../serve-process.ts';
import { Supervisord } from './supervisord.ts';

const isCi = process.env.CI === 'true';

describe('the systemd unit', () => {
  it.skipIf(!hasCommand('systemd-analyze') && !isCi)('is one that systemd takes without a word', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'node_modules/.bin'), { recursive: true });
    await symlink(command, join(folder.path, 'node_modules/.bin/drupal-nodejs'));
    const unit = join(folder.path, 'drupal-nodejs.service');
    const values = {
      host: 'example.com',
      path: '/',
      listen: '',
      apiListen: '',
      user: 'drupal-nodejs',
      version: '',
    };
    const text = renderSetup('drupal-nodejs.service', {
      ...values,
      folder: folder.path,
      config: join(folder.path, 'drupal-nodejs.json'),
    });
    const analyze = (...args: string[]) => promisify(execFile)('systemd-analyze', args);
    await writeFile(unit, text);
    expect((await analyze('verify', unit)).stderr).toBe('');
    // Else it gives up after five tries in ten seconds, and a database that comes back later finds nobody.
    expect(text).toMatch(/^StartLimitIntervalSec=0$/m);
    await writeFile(unit, text.replace('ExecStart=', 'ExecStrat='));
    await expect(analyze('verify', unit)).rejects.toThrow('ExecStrat');
  });
});

describe('under supervisord', { timeout: 120_000 }, () => {
  it.skipIf(!hasCommand('supervisord') && !isCi)(
    'it comes back after a kill; a restart under load loses and doubles nothing; logs are rotated',
    async () => {
      await using folder = await temporaryFolder();
      const { clients, api, config } = await configureOnFreePorts(folder.path, {
        channels: { namespaces: { user: { historySize: 10_000, historyTtl: '5m', recover: true } } },
        limits: { recovery: 10_000 },
        drainWindow: '1s',
      });
      await using supervisord = await Supervisord.start(folder.path, config);
      const published = new Publisher(`http://127.0.0.1:${api}`);

      const killed = await supervisord.pid();
      process.kill(killed, 'SIGKILL');
      await published.one();
      expect(await supervisord.pid()).not.toBe(killed);

      const client = new Centrifuge(`ws://127.0.0.1:${clients}/connection/websocket`, {
        token: await connectionToken('7'),
        minReconnectDelay: 10,
        maxReconnectDelay: 100,
      });
      const subscription = client.newSubscription('user:7', {
        token: await subscriptionToken('7', 'user:7'),
      });
      const heard: number[] = [];
      subscription.on('publication', ({ data }) => heard.push(data));
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      const from = published.count;

      const restart = { isOver: false };
      const restarted = supervisord.control('restart', 'drupal-nodejs').finally(() => {
        restart.isOver = true;
      });
      while (!restart.isOver) {
        await published.one();
      }
      expect(await restarted).toContain('drupal-nodejs: started');
      await published.one();
      while (heard.at(-1) !== published.count - 1) {
        await next(subscription, 'publication');
      }
      expect(heard).toEqual(Array.from({ length: published.count - from }, (_, i) => from + i));
      client.disconnect();

      // Each signal is a line of its log.
      const server = await supervisord.pid();
      const files = async (): Promise<string[]> => {
        process.kill(server, 'SIGHUP');
        return readdir(folder.path);
      };
      await expect.poll(files, { timeout: 60_000, interval: 50 }).toContain('server.log.1');
    },
  );

  it.skipIf(!hasCommand('supervisord') && !isCi)(
    'it is started again and again until what it needs is there',
    async () => {
      await using folder = await temporaryFolder();
      const { api, config } = await configureOnFreePorts(folder.path);
      const aside = join(folder.path, 'aside.json');
      await rename(config, aside);
      let starts = 0;
      const told = (text: string): void => {
        starts += text.split('spawned:').length - 1;
        if (starts > 4 && existsSync(aside)) {
          renameSync(aside, config);
        }
      };
      await using _ = await Supervisord.start(folder.path, config, told, 8);
      await new Publisher(`http://127.0.0.1:${api}`).one();
      expect(starts).toBeGreaterThan(4);
    },
  );
});

/** Writes a configuration of a server, and says where it will be. */
async function configureOnFreePorts(folder: string, more: object = {}) {
  const [clients, api] = await freePorts();
  const config = await configure(folder, {
    listen: `127.0.0.1:${clients}`,
    api: { listen: `127.0.0.1:${api}`, keys: [{ id: 'a', secret: apiKey }] },
    ...more,
  });
  return { clients, api, config };
}

/** Publishes numbers, each until the server has it: a restart refuses some for a moment. */
class Publisher {
  count = 0;
  readonly #api: string;

  constructor(api: string) {
    this.#api = api;
  }

  async one(): Promise<void> {
    const number = this.count;
    this.count += 1;
    const body = JSON.stringify({ channel: 'user:7', data: number, idempotency_key: `number-${number}` });
    for (;;) {
      try {
        const response = await fetch(`${this.#api}/api/publish`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
          body,
        });
        await response.arrayBuffer();
        if (response.status === 200) {
          return;
        }
      } catch {
        // Nobody listens just now.
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
