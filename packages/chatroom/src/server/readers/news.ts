/** How long news of a room waits for more. */
const delayMs = 500;

/** Which rooms changed, told together and not more often than twice a second. */
export class News {
  readonly #tell: (rooms: readonly string[]) => void;
  readonly #rooms = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (rooms: readonly string[]) => void) {
    this.#tell = tell;
  }

  add(room: string): void {
    this.#rooms.add(room);
    this.#timer ??= setTimeout(() => this.#send(), delayMs);
  }

  /** Tells what waits. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#rooms.size > 0) this.#send();
  }

  #send(): void {
    this.#timer = undefined;
    const rooms = [...this.#rooms];
    this.#rooms.clear();
    this.#tell(rooms);
  }
}
