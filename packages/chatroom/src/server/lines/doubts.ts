import type { Wish } from './line-writer.ts';

/** Rooms of which an answer was lost: they may have lines that nobody was told of. */
export class Doubts {
  readonly #rooms = new Set<string>();
  readonly #tell: (room: string) => void;

  /** `tell` is called for a room in doubt as soon as an answer comes, so that its readers look for themselves. */
  constructor(tell: (room: string) => void) {
    this.#tell = tell;
  }

  /** What became of these isn't known. */
  add(wishes: readonly Wish[]): void {
    for (const { room } of wishes) this.#rooms.add(room);
  }

  /** What became of these is known. */
  settle(wishes: readonly Wish[]): void {
    for (const { room } of wishes) if (this.#rooms.delete(room)) this.#tell(room);
  }
}
