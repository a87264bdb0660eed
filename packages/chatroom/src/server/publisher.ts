import type { Line } from '../shared/line.ts';

/**
 * Publishes committed lines: each room's in `seq` order, one after the other, rooms independent of each other.
 *
 * A publication that fails is told and passed over: its line is committed, and readers notice the gap.
 */
export class Publisher {
  readonly #publish: (room: string, line: Line) => Promise<void>;
  readonly #failed: (reason: unknown, room: string, line: Line) => void;
  readonly #rooms = new Map<string, Promise<void>>();

  constructor(
    publish: (room: string, line: Line) => Promise<void>,
    failed: (reason: unknown, room: string, line: Line) => void,
  ) {
    this.#publish = publish;
    this.#failed = failed;
  }

  /** Takes a room's next lines. */
  announce(room: string, lines: readonly Line[]): void {
    const before = this.#rooms.get(room);
    const done: Promise<void> = this.#run(before, room, lines).then(() => {
      if (this.#rooms.get(room) === done) this.#rooms.delete(room);
    });
    this.#rooms.set(room, done);
  }

  /** Resolves when everything taken so far is published. */
  async settled(): Promise<void> {
    await Promise.all(this.#rooms.values());
  }

  async #run(before: Promise<void> | undefined, room: string, lines: readonly Line[]): Promise<void> {
    await before;
    for (const line of lines) {
      try {
        await this.#publish(room, line);
      } catch (reason) {
        this.#failed(reason, room, line);
      }
    }
  }
}
