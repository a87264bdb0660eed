import type { Centrifuge, Subscription } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.ts';
import { connectedSocket, next, type RunningServer, sign, startServer } from '../running-server.ts';

// As many as Drupal could not answer at once.
const count = 300;
const channel = 'role:editor';

/** Timers wait for the test, but the event loop turns. */
class StandingClock extends ManualClock {
  override afterTurn(task: () => void): void {
    setImmediate(task);
  }
}

/** One of many editors. */
interface Editor {
  readonly client: Centrifuge;
  readonly subscription: Subscription;
  readonly heard: unknown[];
}

/** Editors on a clock that stands still, and a Drupal that signs their tokens and counts how often it is asked. */
class Newsroom implements AsyncDisposable {
  readonly clock: StandingClock;
  readonly editors: Editor[] = [];
  readonly server: RunningServer;
  /** How many tokens were asked for, and how many connections were made. */
  asked = 0;
  connected = 0;
  /** Whether Drupal still lets a user hear the channel. */
  mayHear = (_user: string): boolean => true;

  private constructor(server: RunningServer, clock: StandingClock) {
    this.server = server;
    this.clock = clock;
  }

  static async open(): Promise<Newsroom> {
    const clock = new StandingClock();
    // Nobody waits in line where time stands still.
    const connectionRate = '1000000/s';
    const limits = { ping: '1h', pong: '10m', refreshRate: '100/s', connectionRate };
    const room = new Newsroom(await startServer({ limits, drainWindow: '30s' }, { clock }), clock);
    await Promise.all(Array.from({ length: count }, (_, n) => room.#enter(`${n + 1}`)));
    room.asked = room.connected = 0;
    return room;
  }

  async revoke(body: object): Promise<unknown> {
    this.clock.advance(1);
    const at = this.clock.now() / 1000;
    return (await this.server.call('revoke', { mode: 'refresh', at, ...body })).body.result;
  }

  async publish(data: unknown): Promise<void> {
    await this.server.call('publish', { channel, data });
  }

  /** Lets time pass, and resolves when so many have come back. */
  async pass(ms: number, connected: number): Promise<void> {
    this.clock.advance(ms);
    await until(() => this.connected >= connected && this.editors.every(isSettled));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ticking = setInterval(() => this.clock.advance(50), 1);
    await this.server[Symbol.asyncDispose]();
    clearInterval(ticking);
  }

  async #token(user: string, claims: object = {}): Promise<string> {
    this.asked += 1;
    const iat = this.clock.now() / 1000;
    return sign({ sub: user, iat, exp: Math.ceil(iat) + 36_000, ...claims });
  }

  async #enter(user: string): Promise<void> {
    const client = this.server.client({
      getToken: () => this.#token(user),
      minReconnectDelay: 1,
      maxReconnectDelay: 2,
    });
    const subscription = client.newSubscription(channel, {
      getToken: async () => (this.mayHear(user) ? this.#token(user, { channel }) : ''),
    });
    const heard: unknown[] = [];
    client.on('connected', () => {
      this.connected += 1;
    });
    subscription.on('publication', ({ data }) => heard.push(data));
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    this.editors.push({ client, subscription, heard });
  }
}

function isSettled({ client, subscription }: Editor): boolean {
  return client.state === 'connected' && subscription.state !== 'subscribing';
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a change that touches everybody', { timeout: 60_000 }, () => {
  it('ends what they hear at once, spreads their questions for tokens, and loses nothing for who may hear on', async () => {
    await using room = await Newsroom.open();
    await room.publish('before');
    await until(() => room.editors.every(({ heard }) => heard.length === 1));
    // Every other one is no editor any more.
    room.mayHear = (user) => Number(user) % 2 === 0;

    expect(await room.revoke({ user: '*' })).toEqual({ connections: count });
    await room.publish('secret');
    await room.pass(0, 100);
    await room.publish('another secret');

    // A hundred a second, and each asks for a connection and at most for one channel.
    expect(room.connected).toBe(100);
    expect(room.asked).toBeLessThanOrEqual(200);
    await room.pass(1_000, 195);
    expect(room.connected).toBeLessThanOrEqual(200);
    await room.pass(2_000, count);
    expect(room.connected).toBe(count);

    const stayed = room.editors.filter(({ subscription }) => subscription.state === 'subscribed');
    const gone = room.editors.filter(({ subscription }) => subscription.state === 'unsubscribed');
    expect([stayed.length, gone.length]).toEqual([count / 2, count / 2]);
    await until(() => stayed.every(({ heard }) => heard.length === 3));
    expect(new Set(stayed.map(({ heard }) => heard.join()))).toEqual(
      new Set(['before,secret,another secret']),
    );
    expect(new Set(gone.map(({ heard }) => heard.join()))).toEqual(new Set(['before']));
  });

  it('reaches a list of users, and no one else', async () => {
    await using room = await Newsroom.open();
    const users = Array.from({ length: 150 }, (_, n) => `${n + 1}`);

    expect(await room.revoke({ users })).toEqual({ connections: 150 });
    await room.publish('for whom it may concern');
    await room.pass(0, 100);
    expect(room.connected).toBe(100);
    await room.pass(1_000, 150);

    expect(room.connected).toBe(150);
    await until(() => room.editors.every(({ heard }) => heard.length > 0));
    expect(new Set(room.editors.map(({ heard }) => heard.join()))).toEqual(
      new Set(['for whom it may concern']),
    );
  });

  it('of one channel leaves the connections, and spreads the questions for that channel', async () => {
    await using room = await Newsroom.open();

    await room.revoke({ user: '*', channel });
    await room.publish('in between');
    await until(() => room.asked === 100);
    await room.pass(3_000, 0);
    await until(() => room.asked === count && room.editors.every(({ heard }) => heard.length > 0));

    expect(room.connected).toBe(0);
    expect(new Set(room.editors.map(({ heard }) => heard.join()))).toEqual(new Set(['in between']));
  });
});

describe('who waits for its turn', () => {
  async function waiting() {
    const clock = new StandingClock();
    const server = await startServer(
      { limits: { refreshRate: '1/h', ping: '1h' }, drainWindow: '10m' },
      { clock, plugins: [{ name: 'say', methods: { hello: async () => 'hello' } }] },
    );
    const iat = clock.now() / 1000;
    const claims = { iat, exp: iat + 36_000, channels: ['user:7'] };
    const first = await connectedSocket(server, '8', claims);
    const socket = await connectedSocket(server, '7', claims);
    await server.call('revoke', { users: ['8', '7'], mode: 'refresh', at: iat + 1 });
    expect(await first.closed()).toMatchObject({ code: 3005 });
    return { clock, server, socket, iat };
  }

  it('hears nothing, is nowhere, and gets nothing by the API, but is still connected', async () => {
    const { server, socket, clock } = await waiting();
    await using _server = server;
    await server.call('publish', { channel: 'user:7', data: 'secret' });
    await server.call('subscribe', { user: '7', channel: 'role:editor' });
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
    expect((await server.call('info', {})).body.result.nodes).toMatchObject([{ num_clients: 1 }]);
    clock.advance(600_000);
    expect(await socket.closed()).toMatchObject({ code: 3005 });
  });

  it('may come back sooner by asking for something, which is not answered', async () => {
    const { server, socket } = await waiting();
    await using _server = server;
    socket.send('{"id":2,"rpc":{"method":"say.hello","data":{}}}');
    expect(await socket.read()).toMatchObject({ code: 3005 });
  });

  it('is closed for good when its user is locked out meanwhile', async () => {
    const { server, socket, iat } = await waiting();
    await using _server = server;
    await server.call('revoke', { user: '7', mode: 'end', at: iat + 2 });
    expect(await socket.closed()).toMatchObject({ code: 3500 });
  });
});

describe('a mark against everybody', () => {
  it('makes each older token outdated, also over a restart, and no newer or public one', async () => {
    await using server = await startServer();
    const now = Date.now() / 1000;
    await server.call('revoke', { user: '*', mode: 'refresh', at: now });
    const answer = async (claims: object): Promise<unknown> => {
      await using socket = await server.socket();
      const token = await sign({ sub: '7', exp: Math.ceil(now) + 60, ...claims });
      socket.send(JSON.stringify({ id: 1, connect: { token } }));
      return (await socket.replies(1))[0]?.error?.code ?? 0;
    };
    expect(await answer({ iat: now - 1 })).toBe(109);
    expect(await answer({ iat: now + 0.01 })).toBe(0);
    await using socket = await connectedSocket(server, '7', { iat: now + 0.01 });
    const publicToken = await sign({ sub: '', channel: 'content:1' });
    socket.send(JSON.stringify({ id: 2, subscribe: { channel: 'content:1', token: publicToken } }));
    expect(await socket.replies(1)).toMatchObject([{ id: 2, subscribe: {} }]);
    const oldToken = await sign({ sub: '7', channel: 'user:7', iat: now - 1, exp: Math.ceil(now) + 60 });
    socket.send(JSON.stringify({ id: 3, subscribe: { channel: 'user:7', token: oldToken } }));
    expect(await socket.replies(1)).toMatchObject([{ id: 3, error: { code: 109 } }]);
  });

  it.each([{}, { user: '7', users: ['8'] }, { users: [] }, { users: [''] }])(
    '%j is no revocation',
    async (whom) => {
      await using server = await startServer();
      const { status, body } = await server.call('revoke', { ...whom, mode: 'end', at: 1 });
      expect({ status, code: body.error.code }).toEqual({ status: 400, code: 107 });
    },
  );

  it('SDK clients whose rights ended for good stay away', async () => {
    await using server = await startServer();
    const iat = Date.now() / 1000;
    const client = server.client({ token: await sign({ sub: '7', iat, exp: Math.ceil(iat) + 60 }) });
    client.connect();
    await client.ready();
    const end = next<{ code: number }>(client, 'disconnected');
    await server.call('revoke', { user: '*', mode: 'end', at: iat + 1 });
    expect((await end).code).toBe(3500);
  });
});
