import type { RoomEvent } from '../shared/answers.ts';

/**
 * Publishes committed events: each room's in `seq` order, one after the other, rooms independent of each other.
 *
 * A publication that fails is told and passed over: what it tells is committed, and readers notice the gap.
 */
export class Publisher {
  readonly #publish: (room: string, event: RoomEvent) => Promise<void>;
  readonly #failed: (reason: unknown, room: string, event: RoomEvent) => void;
  readonly #rooms = new Map<string, Promise<void>>();

  constructor(
    publish: (room: string, event: RoomEvent) => Promise<void>,
    failed: (reason: unknown, room: string, event: RoomEvent) => void,
  ) {
    this.#publish = publish;
    this.#failed = failed;
  }

  /** Takes a room's next events. */
  announce(room: string, events: readonly RoomEvent[]): void {
    const before = this.#rooms.get(room);
    const done: Promise<void> = this.#run(before, room, events).then(() => {
      if (this.#rooms.get(room) === done) this.#rooms.delete(room);
    });
    this.#rooms.set(room, done);
  }

  /** Resolves when everything taken so far is published. */
  async settled(): Promise<void> {
    await Promise.all(this.#rooms.values());
  }

  async #run(before: Promise<void> | undefined, room: string, events: readonly RoomEvent[]): Promise<void> {
    await before;
    for (const event of events) {
      try {
        await this.#publish(room, event);
      } catch (reason) {
        this.#failed(reason, room, event);
      }
    }
  }
}
