import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DemoProcess } from '../src/check/demo-process.ts';
import { SdkCast } from '../src/check/sdk-cast.ts';
import { SiteClient } from '../src/check/site-client.ts';
import { type Demo, startDemo } from '../src/demo.ts';
import { freePorts } from '../src/free-port.ts';
import { Hosts } from '../src/hosts.ts';

let state: string;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'drupal-nodejs-demo-'));
});

afterAll(async () => {
  await rm(state, { recursive: true, force: true });
});

/** Resolves when nothing listens on a port any more. */
async function untilClosed(port: number): Promise<void> {
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      // An open connection tells of the end by itself: no need to ask again and again.
      socket.once('connect', () => socket.once('close', () => resolve(true)).resume());
      socket.once('error', () => resolve(false));
    });
  while (await isOpen());
}

async function restart(demo: Demo, fresh = false): Promise<Demo> {
  await demo.close();
  return startDemo({ state, anyPort: true, fresh });
}

// Three starts of everything: on a busy machine they take their time.
describe('a demo that is stopped and started again', { timeout: 180_000 }, () => {
  test('still knows its lines, its log-ins and its secrets; --fresh forgets them', async () => {
    let demo = await startDemo({ state, anyPort: true });
    const secrets = await readFile(demo.state.file('secrets.json'), 'utf8');
    const site = new SiteClient(demo.hosts.named('alice') ?? demo.hosts.main);
    await site.post('/user/login', { name: 'Alice', pass: 'alice' });
    const cast = new SdkCast(demo.hosts);
    await (await cast.open('bob')).say('I was here before');
    await (await cast.open('alice')).sees('I was here before');
    await cast.close();

    const who = async (): Promise<unknown> => {
      const again = new SiteClient(demo.hosts.named('alice') ?? demo.hosts.main);
      const { text } = await again.send('GET', '/demo/settings', { headers: { Cookie: site.cookie } });
      return (JSON.parse(text) as { demo: { user: { name: string } | null } }).demo.user?.name;
    };
    demo = await restart(demo);
    expect(await who()).toBe('Alice');
    expect(await readFile(demo.state.file('secrets.json'), 'utf8')).toBe(secrets);
    const later = new SdkCast(demo.hosts);
    await (await later.open('bob')).sees('I was here before');
    await later.close();

    demo = await restart(demo, true);
    expect(await who()).toBeUndefined();
    expect(await readFile(demo.state.file('secrets.json'), 'utf8')).not.toBe(secrets);
    await demo.close();
  });

  test('leaves no push server behind when it is killed, and its state is free', async () => {
    const [port = 0] = await freePorts(1, 0);
    const killed = new DemoProcess(['--state', state, '--port', String(port)]);
    const { curl } = await killed.ready();
    const site = new SiteClient(new Hosts(port).main);
    const { server } = await site.get<{ server: { pid: number } }>('/demo/state');
    expect(server.pid).toBeGreaterThan(0);
    await killed.kill();
    await untilClosed(Number(new URL(curl.split(' ').at(-1) ?? '').port));

    const next = new DemoProcess(['--state', state, '--port', String(port)]);
    await next.ready();
    expect(await next.interrupt()).toEqual({ code: 0, left: [] });
  });
});
