import { ProtocolError } from '@drupal-nodejs/protocol';
import { mergeFigures } from '../metrics/merge.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Peers } from '../peers/peers.ts';

/** One of several processes that share their ports. */
export interface WorkerName {
  /** Names all of them together. */
  readonly group: string;
  readonly number: number;
}

/** Figures of all workers on a machine, each with its label: whichever of them is asked, nobody can choose. */
export class SharedMetrics implements Pick<Metrics, 'contentType' | 'text'> {
  readonly #own: Metrics;
  readonly #peers: Peers;
  readonly #group: string;

  constructor(own: Metrics, peers: Peers, { group }: WorkerName) {
    this.#own = own;
    this.#peers = peers;
    this.#group = group;
  }

  get contentType(): string {
    return this.#own.contentType;
  }

  async text(): Promise<string> {
    const own = await this.#own.text();
    try {
      const others = await this.#peers.ask('', { figuresOf: this.#group });
      return mergeFigures([own, ...others.filter((text) => typeof text === 'string')]);
    } catch (error) {
      if (error instanceof ProtocolError) {
        // While the others can't be asked, the figures of one are better than none.
        return own;
      }
      throw error;
    }
  }

  /** Answers another worker; servers on other machines get nothing. */
  async answer(question: unknown): Promise<string | undefined> {
    const { figuresOf } = (question ?? {}) as { readonly figuresOf?: unknown };
    return figuresOf === this.#group ? this.#own.text() : undefined;
  }
}
