/** What stands behind a gate: this process, or its successor. */
export type Place = 'here' | 'moved';

/** Holds what would change the server's state, while that goes to another process. */
export class Gate {
  #state: 'open' | 'held' | 'moved' = 'open';
  #inside = 0;
  #decided = Promise.withResolvers<void>();
  #emptied: (() => void) | undefined;

  /** Waits while the gate is held; who came in `here` must leave. */
  async enter(): Promise<Place> {
    while (this.#state === 'held') {
      await this.#decided.promise;
    }
    if (this.#state === 'moved') {
      return 'moved';
    }
    this.#inside += 1;
    return 'here';
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#inside === 0) {
      this.#emptied?.();
    }
  }

  /** Whether what takes no time may be done here and now, without entering. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether the state is another process's. */
  get hasMoved(): boolean {
    return this.#state === 'moved';
  }

  /** Does something here, or as it is done where the state has moved to. */
  async pass<T>(here: () => Promise<T>, moved: () => Promise<T>): Promise<T> {
    if ((await this.enter()) === 'moved') {
      return moved();
    }
    try {
      return await here();
    } finally {
      this.leave();
    }
  }

  /** Lets nobody in any more; resolves when everybody has left. */
  async hold(): Promise<void> {
    this.#state = 'held';
    if (this.#inside > 0) {
      await new Promise<void>((resolve) => {
        this.#emptied = resolve;
      });
    }
  }

  /** Lets go on here. */
  open(): void {
    this.#decide('open');
  }

  /** Sends on to where the state is now. */
  move(): void {
    this.#decide('moved');
  }

  #decide(state: 'open' | 'moved'): void {
    this.#state = state;
    this.#decided.resolve();
    this.#decided = Promise.withResolvers();
  }
}
