import type { StreamPosition } from '@drupal-nodejs/protocol';
import { type Ledger, Violation } from '../simulator/ledger.ts';

/** What a client is told when its subscription begins. */
export interface Beginning {
  readonly wasRecovering: boolean;
  readonly recovered: boolean;
  /** Where it stands before anything that comes. */
  readonly position: StreamPosition | undefined;
}

/** What one client heard of one channel, held against what was published there. */
export class ChannelLog {
  readonly #ledger: Ledger;
  readonly #channel: string;
  readonly #who: string;
  /** Where the log ends. */
  position: StreamPosition | undefined;
  /** How often the client was told that something is missing. */
  losses = 0;
  /** Where the channel stood when the right to hear it ended: nothing later may come. */
  #end: StreamPosition | undefined;
  #hasEnded = false;

  constructor(ledger: Ledger, channel: string, who: string) {
    this.#ledger = ledger;
    this.#channel = channel;
    this.#who = who;
  }

  /** @param askedAt a moment before the client asked, in milliseconds since 1970 */
  began({ wasRecovering, recovered, position }: Beginning, askedAt: number): void {
    if (position === undefined || wasRecovering !== (this.position !== undefined)) {
      throw this.#violation(`began at ${text(position)} after ${text(this.position)}`);
    }
    if (wasRecovering && recovered && text(position) !== text(this.position)) {
      throw this.#violation(`was whole at ${text(this.position)}, and goes on from ${text(position)}`);
    }
    if (wasRecovering && !recovered) {
      this.losses += 1;
      this.#ledger.judge(this.#channel, this.position, { ...position, recovered }, askedAt);
    }
    this.#goOn(position);
  }

  heard(offset: number | undefined, data: unknown): void {
    if (this.position === undefined || offset !== this.position.offset + 1) {
      throw this.#violation(`heard ${offset} after ${text(this.position)}`);
    }
    this.#goOn({ epoch: this.position.epoch, offset });
    const published = this.position && this.#ledger.data(this.#channel, this.position);
    if (JSON.stringify(data) !== published) {
      throw this.#violation(`heard ${JSON.stringify(data)} at ${offset}, where ${published} was published`);
    }
  }

  /** The right to hear the channel ends here. */
  end(): void {
    this.#end ??= this.#ledger.position(this.#channel);
    this.#hasEnded = true;
  }

  /** Whether it holds all there is. */
  get isUpToDate(): boolean {
    return text(this.position) === text(this.#ledger.position(this.#channel));
  }

  toString(): string {
    return `${this.#channel} at ${text(this.position)} of ${text(this.#ledger.position(this.#channel))}`;
  }

  #goOn(position: StreamPosition): void {
    // What was on its way then may still come.
    if (this.#hasEnded && (position.epoch !== this.#end?.epoch || position.offset > this.#end.offset)) {
      throw this.#violation(`got to ${text(position)}, though the right to it ended at ${text(this.#end)}`);
    }
    this.position = position;
  }

  #violation(what: string): Violation {
    return new Violation(`${this.#who}, ${this.#channel}: ${what}`);
  }
}

function text(position: StreamPosition | undefined): string {
  return position === undefined ? 'nowhere' : `${position.epoch}:${position.offset}`;
}
