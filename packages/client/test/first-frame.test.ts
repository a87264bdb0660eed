import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { handshakes } from '../../protocol/test/handshakes.ts';
import { Client, type ClientOptions } from '../src/client.ts';
import { subprotocolsFor } from '../src/first-frame.ts';
import { Heard } from './heard.ts';
import { MemoryStorage } from './memory-storage.ts';
import { PushServer } from './push-server.ts';

const server = await PushServer.start({
  channels: {
    namespaces: { news: { clientSubscribe: true, historySize: 9, historyTtl: '5m', recover: true } },
  },
});
afterAll(() => server[Symbol.asyncDispose]());

const bringsFrame = (text: string) => text.includes('drupal-nodejs.first-frame');
const newline = '\r\n\r\n';

/** What stands between a browser and the server, and sees what passes. */
class Middlebox {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What each client has said so far. */
  readonly said: string[] = [];
  /** What it does with a handshake that brings a frame. */
  manner: 'pass' | 'refuse' | 'swallow' = 'pass';
  /** Whether it does so with every handshake, or whatever is asked. */
  minds: 'frames' | 'handshakes' | 'requests' = 'frames';

  private constructor() {
    this.#server = createServer((client) => {
      const index = this.said.push('') - 1;
      const upstream = connect(Number(new URL(server.url).port), '127.0.0.1');
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
      client.on('data', (chunk) => {
        this.said[index] += chunk.toString('latin1');
        const manner = this.#isMinded(this.said[index] ?? '') ? this.manner : 'pass';
        if (manner === 'refuse') {
          client.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
        } else if (manner === 'pass') {
          upstream.write(chunk);
        }
      });
      client.on('close', () => upstream.destroy());
      upstream.pipe(client);
    });
  }

  #isMinded(said: string): boolean {
    if (this.minds === 'requests') return true;
    return this.minds === 'handshakes' ? /upgrade: websocket/i.test(said) : bringsFrame(said);
  }

  static async start(port = 0): Promise<Middlebox> {
    const proxy = new Middlebox();
    await new Promise<void>((resolve) => proxy.#server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What came behind each handshake. */
  get frames(): string[] {
    return this.said.map((text) => text.slice(text.indexOf(newline) + newline.length));
  }

  /** The handshakes that brought a frame. */
  get early(): boolean[] {
    // Node connects once more when it gives up a handshake, and says nothing.
    return this.said.filter((text) => text !== '').map(bringsFrame);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A tab of a browser, whose first page has come and gone, and whose next ones are to come. */
async function visitedTab(proxy: Middlebox) {
  const storage = new MemoryStorage();
  const { port } = proxy;
  const states: string[] = [];
  const load = (options: Partial<ClientOptions> = {}) => {
    const iat = Math.floor(Date.now() / 1000);
    const client = new Client({
      url: `ws://127.0.0.1:${port}/`,
      user: '7',
      getToken: () => server.sign({ sub: '7', iat, exp: iat + 300 }),
      storage,
      sharedStorage: new MemoryStorage(),
      ...options,
    });
    client.onError(() => {});
    client.onState(({ state }) => states.push(state));
    onTestFinished(() => client.disconnect());
    return { client, heard: new Heard(client, 'news:all') };
  };
  const first = load();
  await first.heard.until('subscribed');
  first.client.disconnect();
  return { storage, states, load };
}

describe('the first frame', () => {
  test.each(handshakes)('is written into a handshake: $name', ({ frame, subprotocols }) => {
    expect(subprotocolsFor(frame).join(', ')).toBe(subprotocols);
  });

  test('comes with the handshake from a tab’s second page on, and nothing else is sent', async () => {
    const proxy = await Middlebox.start();
    const { load } = await visitedTab(proxy);
    await server.publish('news:all', 'meanwhile');
    const second = load();
    await second.heard.until('meanwhile');

    expect(proxy.early).toEqual([false, true]);
    expect(proxy.frames).toEqual([expect.stringMatching(/./), '']);
    expect(second.heard.all).toEqual(['recovered', 'meanwhile']);
    expect(second.client.state).toBe('live');
  });

  test.each(['refuse', 'swallow'] as const)(
    'comes by itself, in this tab for good, with a proxy that %ss such handshakes',
    async (manner) => {
      const proxy = await Middlebox.start();
      const { load } = await visitedTab(proxy);
      proxy.manner = manner;
      await server.publish('news:all', 'refused');
      const second = load();
      await second.heard.until('refused');
      second.client.disconnect();
      const third = load();
      await third.heard.until('recovered');

      expect(proxy.early.filter(Boolean)).toHaveLength(1);
      expect(proxy.early.indexOf(true)).toBe(1);
    },
    20_000,
  );

  test('comes by itself where it is too long for a header', async () => {
    const proxy = await Middlebox.start();
    const { load } = await visitedTab(proxy);
    const iat = Math.floor(Date.now() / 1000);
    const long = server.sign({ sub: '7', iat, exp: iat + 300, info: 'x'.repeat(4096) });
    const second = load({ getToken: () => long });
    await second.heard.until('recovered');

    expect(proxy.early).toEqual([false, false]);
    expect(proxy.frames.at(-1)).not.toBe('');
  });

  test('waits for a server that is away, and says that it does', async () => {
    const proxy = await Middlebox.start();
    const { port } = proxy;
    const { load, states } = await visitedTab(proxy);
    await proxy.stop();
    states.length = 0;
    const second = load();
    await expect.poll(() => states).toContain('offline');
    expect(states).not.toContain('live');
    await Middlebox.start(port);
    await second.heard.until('recovered');
    expect(second.client.state).toBe('live');
  });

  test.each(['refuse', 'swallow'] as const)(
    'comes with handshakes again after a while in which a proxy %ss them all, for want of a server',
    async (manner) => {
      const proxy = await Middlebox.start();
      const { load } = await visitedTab(proxy);
      Object.assign(proxy, { manner, minds: 'requests' });
      const second = load();
      await expect.poll(() => proxy.early, { timeout: 30_000 }).toEqual([false, true, false, false]);
      proxy.manner = 'pass';
      await second.heard.until('recovered');
      second.client.disconnect();
      const third = load();
      await third.heard.until('recovered');

      expect(proxy.early.at(-1)).toBe(true);
    },
    60_000,
  );

  test('comes with the next handshake too when a page left before there was an answer', async () => {
    const proxy = await Middlebox.start();
    const { load } = await visitedTab(proxy);
    proxy.manner = 'swallow';
    const second = load();
    await expect.poll(() => proxy.early).toEqual([false, true]);
    second.client.disconnect();
    proxy.manner = 'pass';
    second.client.connect();
    await second.heard.until('recovered');

    expect(proxy.early).toEqual([false, true, true]);
  });

  test('comes by itself with a proxy that swallows such handshakes, also where nothing can be kept', async () => {
    const proxy = await Middlebox.start();
    const { load, storage } = await visitedTab(proxy);
    proxy.manner = 'swallow';
    storage.setItem = () => {
      throw new Error('the storage is full');
    };
    const second = load();
    await second.heard.until('recovered');

    expect(proxy.early).toEqual([false, true, false]);
  }, 20_000);

  test('keeps no later page from another transport where the browser forbids WebSockets', async () => {
    const proxy = await Middlebox.start();
    const { load, states } = await visitedTab(proxy);
    const { WebSocket: allowed } = globalThis;
    onTestFinished(() => {
      globalThis.WebSocket = allowed;
    });
    globalThis.WebSocket = new Proxy(allowed, {
      construct() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
    states.length = 0;
    const second = load();
    await expect.poll(() => states).toContain('offline');
    second.client.disconnect();
    const third = load();
    await third.heard.until('recovered');

    expect(proxy.said.join('')).toContain('POST /connection/http_stream');
  });

  test.each(['refuse', 'swallow'] as const)(
    'keeps no later page from another transport where a proxy %ss every WebSocket, and lets the rest pass',
    async (manner) => {
      const proxy = await Middlebox.start();
      const { load, states } = await visitedTab(proxy);
      Object.assign(proxy, { manner, minds: 'handshakes' });
      states.length = 0;
      const second = load();
      await expect.poll(() => proxy.early, { timeout: 30_000 }).toEqual([false, true, false, false]);
      expect(states).not.toContain('live');
      second.client.disconnect();
      const third = load();
      await third.heard.until('recovered');

      expect(proxy.said.join('')).toContain('POST /connection/http_stream');
    },
    60_000,
  );

  test('is not sent by a page that has left before', async () => {
    const proxy = await Middlebox.start();
    const { load } = await visitedTab(proxy);
    const second = load();
    second.client.disconnect();
    const third = load();
    await third.heard.until('recovered');

    expect(proxy.early).toEqual([false, true]);
  });
});
