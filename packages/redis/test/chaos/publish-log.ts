import type { Subscription } from 'centrifuge';

/** What was acknowledged in a channel: data by epoch and offset. */
export class PublishLog {
  readonly #acknowledged = new Map<string, string>();
  readonly #channels = new Map<string, { epoch: string; offset: number }[]>();

  get size(): number {
    return this.#acknowledged.size;
  }

  add(channel: string, { epoch, offset }: { epoch: string; offset: number }, data: string): void {
    const key = JSON.stringify([channel, epoch, offset]);
    const other = this.#acknowledged.get(key);
    if (other !== undefined && other !== data) {
      throw new Error(`${key} was given to ${other} and to ${data}`);
    }
    this.#acknowledged.set(key, data);
    this.#channels.set(channel, [...(this.#channels.get(channel) ?? []), { epoch, offset }]);
  }

  at(channel: string, epoch: string, offset: number): string | undefined {
    return this.#acknowledged.get(JSON.stringify([channel, epoch, offset]));
  }

  /** Acknowledged publications of a channel that were among its newest, and that its history doesn't have. */
  gone(channel: string, size: number, history: ReadonlySet<string>): number {
    const all = this.of(channel);
    const newest = new Map<string, number>();
    for (const { epoch, offset } of all) {
      newest.set(streamOf(epoch), Math.max(offset, newest.get(streamOf(epoch)) ?? 0));
    }
    return all.filter(
      ({ epoch, offset }) =>
        offset > (newest.get(streamOf(epoch)) ?? 0) - size &&
        !history.has(this.at(channel, epoch, offset) ?? ''),
    ).length;
  }

  of(channel: string): readonly { epoch: string; offset: number }[] {
    return this.#channels.get(channel) ?? [];
  }
}

/** What one client heard of a channel, held against what was published as it comes. */
export class Listener {
  readonly channel: string;
  readonly faults: string[] = [];
  /** How often it was told that something is missing. */
  marks = 0;
  heard = 0;
  readonly #log: PublishLog;
  readonly #had = new Map<string, string>();
  #position: { epoch: string; offset: number } | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(subscription: Subscription, log: PublishLog) {
    this.channel = subscription.channel;
    this.#log = log;
    subscription.on('subscribed', ({ streamPosition, wasRecovering, recovered }) => {
      const position = { epoch: streamPosition?.epoch ?? '', offset: streamPosition?.offset ?? 0 };
      if (wasRecovering && recovered) {
        if (position.epoch !== this.#position?.epoch || position.offset !== this.#position.offset) {
          this.faults.push(
            `recovered at ${JSON.stringify(position)}, stood at ${JSON.stringify(this.#position)}`,
          );
        }
      } else if (this.#position !== undefined) {
        this.marks += 1;
      }
      this.#position = position;
      this.#note();
    });
    subscription.on('publication', ({ offset = 0, data }) => {
      const { epoch, offset: stood } = this.#position ?? { epoch: '', offset: 0 };
      this.heard += 1;
      if (offset !== stood + 1) {
        this.faults.push(`${epoch} ${offset} came after ${stood}`);
      }
      this.#had.set(JSON.stringify([epoch, offset]), String(data));
      this.#position = { epoch, offset };
      this.#note();
    });
  }

  /** Resolves when it has come as far as a position, or past it. */
  async reached({ epoch, offset }: { epoch: string; offset: number }): Promise<void> {
    while (this.#position?.epoch !== epoch || this.#position.offset < offset) {
      await this.#changed.promise;
    }
  }

  /** Where it stands; for those who look why something isn't reached. */
  get position(): { epoch: string; offset: number } | undefined {
    return this.#position;
  }

  /** What it heard that was acknowledged as something else, and how much of what was acknowledged it did not hear. */
  judge(): { readonly wrong: readonly string[]; readonly missed: number } {
    const wrong = [...this.#had].flatMap(([key, data]) => {
      const [epoch, offset] = JSON.parse(key) as [string, number];
      const said = this.#log.at(this.channel, epoch, offset);
      return said === undefined || said === data ? [] : [`${key}: heard ${data}, published ${said}`];
    });
    const missed = this.#log
      .of(this.channel)
      .filter(({ epoch, offset }) => !this.#had.has(JSON.stringify([epoch, offset]))).length;
    return { wrong, missed };
  }

  #note(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Without the generation: offsets go on where a stream outlives its Redis. */
function streamOf(epoch: string): string {
  return epoch.slice(0, epoch.lastIndexOf('.'));
}
