import type { EventLog } from '../event-log.ts';
import type { Host } from '../hosts.ts';
import type { TraceStep } from '../site-event.ts';
import { firstFrame } from './web-socket-frame.ts';

/** What reading along needs at most; a connect frame and its reply are far smaller. */
const limit = 128 * 1024;

/** Who a page's token was issued to, as the site remembers it. */
export interface Holder {
  readonly uid: string;
  readonly name: string;
}

/** A short name for what a client was told, without repeating it. */
function replyOf(text: string | undefined): 'connected' | 'refused' {
  const first = (text ?? '').split('\n', 1)[0] ?? '';
  try {
    const reply: unknown = JSON.parse(first);
    return typeof reply === 'object' && reply !== null && 'connect' in reply ? 'connected' : 'refused';
  } catch {
    return 'refused';
  }
}

/** The token of a connect frame; "" when it brings none. */
function tokenOf(text: string | undefined): string {
  try {
    const command: unknown = JSON.parse((text ?? '').split('\n', 1)[0] ?? '');
    const token = (command as { connect?: { token?: unknown } } | null)?.connect?.token;
    return typeof token === 'string' ? token : '';
  } catch {
    return '';
  }
}

/** Reads along while one connection is made, and tells its steps with their measured times and sizes. */
export class ConnectionTrace {
  readonly #host: Host;
  readonly #id: string;
  readonly #events: EventLog;
  readonly #holderOf: (token: string) => Holder | undefined;
  readonly #started = performance.now();
  #toServer: Buffer | undefined = Buffer.alloc(0);
  #toClient: Buffer | undefined = Buffer.alloc(0);
  #upgraded = false;
  #asked = false;
  #connectedAt = 0;
  #token = '';
  #tab = 1;
  readonly #tabOf: (trace: ConnectionTrace) => number;

  constructor(options: {
    host: Host;
    id: string;
    events: EventLog;
    holderOf: (token: string) => Holder | undefined;
    tabOf: (trace: ConnectionTrace) => number;
  }) {
    this.#host = options.host;
    this.#id = options.id;
    this.#events = options.events;
    this.#holderOf = options.holderOf;
    this.#tabOf = options.tabOf;
  }

  get token(): string {
    return this.#token;
  }

  /** Whether the connect is on its way and Drupal wasn't asked for it yet. */
  get isWaiting(): boolean {
    return this.#toClient !== undefined && this.#token !== '' && !this.#asked;
  }

  fromClient(chunk: Buffer): void {
    if (this.#toServer === undefined) return;
    const bytes = Buffer.concat([this.#toServer, chunk]);
    const frame = bytes.length > limit ? { length: bytes.length, text: undefined } : firstFrame(bytes);
    if (frame === undefined) {
      this.#toServer = bytes;
      return;
    }
    this.#toServer = undefined;
    this.#connectedAt = performance.now();
    this.#token = tokenOf(frame.text);
    this.#tab = this.#tabOf(this);
    this.#tell('connect', this.#connectedAt - this.#started, frame.length);
  }

  fromServer(chunk: Buffer): void {
    if (this.#toClient === undefined) return;
    let bytes: Buffer = Buffer.concat([this.#toClient, chunk]);
    if (!this.#upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#toClient = bytes.length > limit ? undefined : bytes;
        return;
      }
      this.#upgraded = true;
      bytes = bytes.subarray(end + 4);
    }
    const frame = bytes.length > limit ? { length: bytes.length, text: undefined } : firstFrame(bytes);
    this.#toClient = frame === undefined ? bytes : undefined;
    if (frame !== undefined) this.#replied(frame.length, replyOf(frame.text));
  }

  /** The push server's question about this connection has reached Drupal. */
  asked(bytes: number): void {
    this.#asked = true;
    this.#tell('asked', performance.now() - this.#connectedAt, bytes);
  }

  /** Drupal has answered it, in `ms`. */
  answered(ms: number, bytes: number, channels: readonly string[]): void {
    this.#tell('channels', ms, bytes, channels.join(', '));
  }

  #replied(bytes: number, reply: 'connected' | 'refused'): void {
    const now = performance.now();
    if (reply === 'refused') {
      this.#tell('refused', now - this.#started, bytes);
      return;
    }
    if (this.#token === '') this.#tell('session', now - this.#connectedAt, 0);
    else if (!this.#asked) this.#tell('remembered', now - this.#connectedAt, 0);
    this.#tell('ok', now - this.#started, bytes);
  }

  #tell(step: Exclude<TraceStep, 'page'>, ms: number, bytes: number, detail?: string): void {
    const holder = this.#holderOf(this.#token);
    this.#events.emit({
      type: 'trace',
      step,
      host: this.#host.name,
      connection: this.#id,
      tab: this.#tab,
      ...(holder === undefined ? {} : { user: holder.uid, name: holder.name }),
      ms: Math.round(ms * 100) / 100,
      bytes,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
