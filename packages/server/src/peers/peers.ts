/** What other servers may want of this one. */
export interface PeerInbox {
  /** Answers a question about a site, in what JSON can say. What it throws is told to nobody. */
  answer(site: string, question: unknown): Promise<unknown>;

  /** Takes what another server handed on. */
  take(letter: string): void;
}

/** The other servers on the same store. */
export interface Peers {
  /** Names this server among them: letters, digits and `-`. */
  readonly id: string;

  /** Registers who answers the others, before the engine starts. */
  serve(inbox: PeerInbox): void;

  /** Asks all of them the same; resolves with the answers that came in time. @throws ProtocolError 100 */
  ask(site: string, question: unknown): Promise<readonly unknown[]>;

  /** Hands something to one of them; it may get lost. @throws ProtocolError 100 */
  send(server: string, letter: string): Promise<void>;
}
