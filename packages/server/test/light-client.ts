import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { tokenSecret } from './keys.ts';

/** What became of a client's subscription. */
export interface Account {
  /** Offset of the newest publication. */
  last: number;
  /** Publications that came although they had been there. */
  twice: number;
  /** Publications that never came. */
  missing: number;
  /** Times that the server said that something is lost. */
  stateLost: number;
  closes: number[];
  /** When it was back, after each close. */
  returns: number[];
}

/** A WebSocket client of one channel that weighs little: thousands of them fit in a process. */
export class LightClient {
  readonly account: Account = { last: 0, twice: 0, missing: 0, stateLost: 0, closes: [], returns: [] };
  readonly #port: number;
  readonly #channel: string;
  readonly #user: string;
  #socket: Socket | undefined;
  #epoch = '';
  #isLeaving = false;
  #bytes: Buffer = Buffer.alloc(0);
  #ready = Promise.withResolvers<void>();

  constructor(port: number, channel: string, user: string) {
    this.#port = port;
    this.#channel = channel;
    this.#user = user;
  }

  /** Resolves when it is subscribed. */
  async connect(): Promise<void> {
    this.#open();
    await this.#ready.promise;
  }

  /** Leaves, as a closed tab does. */
  leave(): void {
    this.#isLeaving = true;
    this.#socket?.destroy();
  }

  #open(): void {
    const socket = connect(this.#port, '127.0.0.1');
    this.#socket = socket;
    this.#bytes = Buffer.alloc(0);
    let isUpgraded = false;
    socket.write(
      'GET /connection/websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      if (!isUpgraded) {
        const end = this.#bytes.indexOf('\r\n\r\n');
        if (end < 0) return;
        isUpgraded = true;
        this.#bytes = this.#bytes.subarray(end + 4);
        this.#greet(socket);
      }
      this.#read(socket);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed());
  }

  #greet(socket: Socket): void {
    const { last } = this.account;
    const since = this.#epoch === '' ? {} : { recover: true, epoch: this.#epoch, offset: last };
    const commands = [
      { id: 1, connect: { token: sign({ sub: this.#user, iat: Date.now() / 1000, exp: 4e9 }) } },
      { id: 2, subscribe: { channel: this.#channel, ...since } },
    ];
    send(socket, commands.map((command) => JSON.stringify(command)).join('\n'));
  }

  #read(socket: Socket): void {
    for (;;) {
      const [kind = 0, short = 0] = this.#bytes;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.#bytes.length < head) return;
      const length =
        head === 2
          ? short
          : head === 4
            ? this.#bytes.readUInt16BE(2)
            : Number(this.#bytes.readBigUInt64BE(2));
      if (this.#bytes.length < head + length) return;
      const payload = this.#bytes.subarray(head, head + length);
      this.#bytes = this.#bytes.subarray(head + length);
      if ((kind & 0x0f) === 1) {
        for (const line of payload.toString().split('\n')) this.#hear(socket, line);
      } else if ((kind & 0x0f) === 8) {
        this.account.closes.push(payload.readUInt16BE(0));
      }
    }
  }

  #hear(socket: Socket, line: string): void {
    if (line === '{}') {
      send(socket, '{}');
      return;
    }
    const { id, error, subscribe, push } = JSON.parse(line);
    if (error !== undefined) throw new Error(`${line} for ${this.#user}`);
    if (push?.pub !== undefined) this.#take(push.pub.offset);
    if (id === 2) {
      if (subscribe.was_recovering && !subscribe.recovered) {
        this.account.stateLost += 1;
        this.account.last = subscribe.offset;
      }
      if (this.#epoch === '') this.account.last = subscribe.offset ?? 0;
      else this.account.returns.push(performance.now());
      this.#epoch = subscribe.epoch;
      for (const { offset } of subscribe.publications ?? []) this.#take(offset);
      this.#ready.resolve();
    }
  }

  #take(offset: number): void {
    const { account } = this;
    if (offset <= account.last) {
      account.twice += 1;
    } else {
      account.missing += offset - account.last - 1;
      account.last = offset;
    }
  }

  // As the SDK comes back: half a second to a second later at first, then longer.
  async #closed(attempt = 0): Promise<void> {
    if (this.#isLeaving) return;
    await pause(Math.min(20_000, 500 + Math.random() * 500 * 2 ** attempt));
    if (!this.#isLeaving) this.#open();
  }
}

function send(socket: Socket, text: string): void {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 255];
  // A mask of zeros leaves the payload as it is.
  socket.write(Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]));
}

function sign(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', kid: 'k1' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', tokenSecret).update(text).digest('base64url')}`;
}
