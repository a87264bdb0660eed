import { randomUUID } from 'node:crypto';
import type { BackendEvent, EventBatch, EventQueue } from './event-queue.ts';

/** What a {@link MemoryEventQueue} leaves to the process after it. */
interface EventQueueRecord {
  readonly server: string;
  readonly waiting: readonly BackendEvent[];
  readonly lost: number;
  readonly batch?: Omit<EventBatch, 'server'>;
}

/** Events that wait in this process's memory, of this process alone. */
export class MemoryEventQueue implements EventQueue {
  // Names the server as long as its connections live: with another one, what an earlier one told of them is over.
  #server: string = randomUUID();
  #waiting: BackendEvent[] = [];
  #lost = 0;
  #batch: Omit<EventBatch, 'server'> | undefined;

  add(event: BackendEvent, most: number): void {
    while (this.#waiting.length >= most) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#waiting.push(event);
  }

  async take(size: number): Promise<EventBatch | undefined> {
    if (this.#batch === undefined && this.#waiting.length > 0) {
      this.#batch = { id: randomUUID(), lost: this.#lost, events: this.#waiting.splice(0, size) };
      this.#lost = 0;
    }
    return this.#batch && { server: this.#server, ...this.#batch };
  }

  async done(id: string, isLost: boolean): Promise<number> {
    if (this.#batch?.id === id) {
      this.#lost += isLost ? this.#batch.events.length + this.#batch.lost : 0;
      this.#batch = undefined;
    }
    return this.#waiting.length;
  }

  /** Never: all that waits here was added here. */
  onWaiting(): void {}

  toRecord(): EventQueueRecord {
    return {
      server: this.#server,
      waiting: this.#waiting,
      lost: this.#lost,
      // Perhaps Drupal is just taking it: its id tells Drupal that it comes again.
      ...(this.#batch === undefined ? {} : { batch: this.#batch }),
    };
  }

  load(record: unknown): void {
    const { server, waiting, lost, batch } = record as EventQueueRecord;
    this.#server = server;
    this.#waiting = [...waiting, ...this.#waiting];
    this.#lost += lost;
    this.#batch = batch;
  }

  moved(): void {
    this.#waiting = [];
    this.#lost = 0;
    this.#batch = undefined;
  }
}
