/** One thing that happened, as Drupal is told. */
export interface BackendEvent {
  readonly type: string;
  /** Seconds since 1970, with a fraction. */
  readonly at: number;
}

/** What goes to Drupal in one request. */
export interface EventBatch {
  /** Names those whose connections the events are about: with another name everything begins anew. */
  readonly server: string;
  /** Stays the same when the batch is sent again. */
  readonly id: string;
  /** How many events got lost before these. */
  readonly lost: number;
  readonly events: readonly BackendEvent[];
}

/** Another server delivers the batch that is next, or has ended while it did. */
export interface HeldBatch {
  /** Milliseconds until this one may look again. */
  readonly heldMs: number;
}

/**
 * Events of a site that wait for its Drupal, whichever server saw them.
 *
 * They leave in the order in which they were added, one batch after the other. A batch is one server's until it is
 * done, or until that server took too long; then another may have it, with the same id. So Drupal gets each event at
 * least once.
 */
export interface EventQueue {
  /** Puts an event at the end. The oldest go, and are counted, where more than `most` would wait. */
  add(event: BackendEvent, most: number): void;

  /**
   * The next batch of at most `size` events, for this server alone for so many milliseconds; nothing where none wait.
   *
   * @throws ProtocolError 100
   */
  take(size: number, holdMs: number): Promise<EventBatch | HeldBatch | undefined>;

  /**
   * Ends a batch, unless another one is under way by now; returns how many events wait.
   *
   * @param isLost whether Drupal will never take it: its events are counted
   * @throws ProtocolError 100
   */
  done(id: string, isLost: boolean): Promise<number>;

  /** Registers who is called when events wait that other servers added and perhaps nobody delivers. */
  onWaiting(wake: () => void): void;

  /** What another process on the same machine needs to go on, in what JSON can say. */
  toRecord(): unknown;

  /** Goes on with what another process had to tell. */
  load(record: unknown): void;

  /** Forgets what another process goes on with. */
  moved(): void;
}
