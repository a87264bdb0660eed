import type { Ledger } from '../simulator/ledger.ts';
import { ChannelLog } from './channel-log.ts';

export interface HistoryClientOptions {
  readonly name: string;
  readonly user: string;
  /** Where it connects, as `host:port`. */
  readonly address: string;
  readonly ledger: Ledger;
  readonly random: { integer(from: number, to: number): number };
  readonly fail: (violation: unknown) => void;
  /** Called whenever it heard or became something. */
  readonly changed: () => void;
}

/** A real client of a history: how it connects is its own matter, what it heard is judged alike. */
export abstract class HistoryClient {
  readonly options: HistoryClientOptions;
  readonly logs: ReadonlyMap<string, ChannelLog>;
  /** Set when its user is sent away for good. */
  isRevoked = false;

  constructor(options: HistoryClientOptions, channels: readonly string[]) {
    const { ledger, name } = options;
    this.options = options;
    this.logs = new Map(channels.map((channel) => [channel, new ChannelLog(ledger, channel, name)]));
  }

  /** Whether it is gone for good. */
  abstract readonly hasEnded: boolean;

  /** Comes, or comes back. */
  abstract enter(): void;

  abstract leave(): void;

  /** Leaves a channel while it stays, or comes back to it, where it can. */
  turn(): void {}

  /** Whether it hears all its channels and has all there is. */
  abstract readonly isAtRest: boolean;

  /** From now on nothing may come that was published later. */
  end(): void {
    for (const log of this.logs.values()) {
      log.end();
    }
  }

  toString(): string {
    return `${this.options.name}: ${[...this.logs.values()].join(', ')}`;
  }

  protected log(channel: string): ChannelLog {
    const log = this.logs.get(channel);
    if (log === undefined) {
      throw new Error(`nobody asked for ${channel}`);
    }
    return log;
  }

  /** Takes something in; whatever is wrong with it ends the history. */
  protected take(event: () => void): void {
    try {
      event();
    } catch (violation) {
      this.options.fail(violation);
    }
    this.options.changed();
  }
}
