import type { Disconnect, Reply } from '@drupal-nodejs/protocol';
import { JsonCodec } from '@drupal-nodejs/protocol';
import type { Connection } from '../../src/connection/connection.ts';
import type { ByteSink, Transport } from '../../src/connection/transport.ts';
import type { Encoding } from '../../src/hub/encoding.ts';
import { type Ledger, Violation } from './ledger.ts';
import type { Random } from './random.ts';
import type { SimulatedClock } from './simulated-clock.ts';

const codec = new JsonCodec();

const encodingEndingWith = (end: string): Encoding & { readonly end: string } => ({
  end,
  encode: (replies: readonly Reply[]) => Buffer.from(`${codec.encode(replies)}${end}`),
});

/** Two ways to mark where a frame ends, so that the hub has to keep two encodings apart. */
const encodings = [encodingEndingWith('\r'), encodingEndingWith('\t')] as const;

/** How long the server waits for a reader to take its close frame. */
const closeTimeoutMs = 5_000;

/** The client's end of a wire. */
export interface WireEnd {
  /** Takes one frame; `writtenAt` is its place in the ledger's order. */
  take(frame: string, writtenAt: number): void;
  /** The server closed the wire, or it broke (code 0). */
  closed(code: number): void;
}

export interface WireOptions {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly queueBytes: number;
  /** Time of the server's processor that a write takes. */
  readonly writeMs: number;
  readonly client: WireEnd;
}

/** A wire of bytes between one client and one connection: slow, in order, and it may break at any byte. */
export class SimulatedWire implements Transport, ByteSink {
  readonly encoding: Encoding & { readonly end: string };
  readonly #options: WireOptions;
  readonly #latencyMs: number;
  /** What the network takes before a writer has to wait. */
  readonly #window: number;
  #connection: Connection | undefined;
  #down = Buffer.alloc(0);
  #received = Buffer.alloc(0);
  #written = 0;
  #read = 0;
  readonly #frames: { readonly end: number; readonly writtenAt: number }[] = [];
  #closeCode: number | undefined;
  #isCut = false;
  #isPumping = false;
  #stalledUntil = 0;
  #upAt = 0;

  constructor(options: WireOptions) {
    const { random } = options;
    this.#options = options;
    this.encoding = random.pick(encodings);
    this.#latencyMs = random.pick([0, 2, 20]);
    this.#window = random.pick([0, 200, 2_000]);
  }

  get socket(): ByteSink {
    return this;
  }

  get writableLength(): number {
    return Math.max(0, this.#down.length - this.#window);
  }

  get isOpen(): boolean {
    return !this.#isCut && this.#closeCode === undefined;
  }

  attach(connection: Connection): void {
    this.#connection = connection;
  }

  write(frame: Buffer): void {
    if (!this.isOpen) {
      return;
    }
    const { ledger, queueBytes } = this.#options;
    if (this.writableLength > queueBytes) {
      throw new Violation(`${this.writableLength} bytes wait already, and more are written`);
    }
    this.#options.clock.spend(this.#options.writeMs);
    this.#written += frame.length;
    this.#frames.push({ end: this.#written, writtenAt: ledger.tick() });
    this.#down = Buffer.concat([this.#down, frame]);
    this.#pump();
  }

  close({ code }: Disconnect): void {
    if (this.isOpen) {
      this.#closeCode = code;
      this.#pump();
      this.#options.clock.schedule(closeTimeoutMs, () => this.cut());
    }
  }

  /** Sends a frame to the server. */
  send(frame: string): void {
    const { clock } = this.#options;
    this.#upAt = Math.max(this.#upAt, clock.now() + this.#delay());
    clock.schedule(this.#upAt - clock.now(), () => {
      if (this.isOpen && !this.isSilent) {
        this.#connection?.receive(codec.decode(Buffer.from(frame)));
      }
    });
  }

  /** The client reads nothing for a while. */
  stall(ms: number): void {
    if (!this.isSilent) {
      this.#stalledUntil = this.#options.clock.now() + ms;
    }
  }

  /** Nothing gets through any more in either direction, and nobody is told. */
  goSilent(): void {
    this.#stalledUntil = Number.POSITIVE_INFINITY;
  }

  get isSilent(): boolean {
    return this.#stalledUntil === Number.POSITIVE_INFINITY;
  }

  /** Breaks the wire at any byte; each end notices when it does. */
  cut(): void {
    if (!this.#isCut) {
      this.#deliver(this.#options.random.integer(0, this.#down.length));
      this.hangUp();
    }
  }

  /** Ends the wire, whatever is still on its way. */
  hangUp(): void {
    if (this.#isCut) {
      return;
    }
    const { client, clock } = this.#options;
    this.#isCut = true;
    this.#down = Buffer.alloc(0);
    clock.schedule(this.#delay(), () => client.closed(0));
    clock.schedule(this.#delay(), () => this.#connection?.ended());
  }

  #pump(): void {
    if (this.#isPumping || this.#isCut) {
      return;
    }
    this.#isPumping = true;
    const { clock, random } = this.#options;
    const stalledFor = Math.max(0, this.#stalledUntil - clock.now());
    if (stalledFor === Number.POSITIVE_INFINITY) {
      return;
    }
    clock.schedule(stalledFor + this.#delay(), () => {
      this.#isPumping = false;
      if (this.#isCut) {
        return;
      }
      if (this.#stalledUntil <= clock.now()) {
        const all = this.#down.length;
        this.#deliver(random.chance(0.2) ? random.integer(0, all) : all);
      }
      if (this.#isCut) {
        return;
      }
      if (this.#down.length > 0) {
        this.#pump();
      } else if (this.#closeCode !== undefined) {
        this.#isCut = true;
        this.#options.client.closed(this.#closeCode);
        this.#connection?.ended();
      }
    });
  }

  #deliver(count: number): void {
    this.#received = Buffer.concat([this.#received, this.#down.subarray(0, count)]);
    this.#down = this.#down.subarray(count);
    const end = this.encoding.end.charCodeAt(0);
    for (let at = this.#received.indexOf(end); at !== -1; at = this.#received.indexOf(end)) {
      const frame = this.#received.toString('utf8', 0, at);
      this.#received = this.#received.subarray(at + 1);
      this.#read += at + 1;
      while (this.#frames[0] !== undefined && this.#frames[0].end < this.#read) {
        this.#frames.shift();
      }
      this.#options.client.take(frame, this.#frames[0]?.writtenAt ?? 0);
    }
  }

  #delay(): number {
    return this.#options.random.next() * this.#latencyMs;
  }
}
