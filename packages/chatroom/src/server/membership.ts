/** What an account may do in a room; `undefined` where this is asked for means: for it, there is no such room. */
export interface Rights {
  readonly mayWrite: boolean;
  /** Pins lines and takes away those of others. */
  readonly mayModerate: boolean;
}

/** A room as its visitors see it in a list. */
export interface VisibleRoom extends Rights {
  readonly title: string;
}

/** Decides who is in a room: by lists and roles here, by groups in Drupal's own words elsewhere. */
export interface Membership {
  /**
   * The account's rights in the room as they are now; undefined if it may not even see it, or there is none.
   * @param uid 0 for an anonymous visitor
   */
  rights(room: string, uid: number): Promise<Rights | undefined>;

  /** The rooms that the account may see, by name. @param uid 0 for an anonymous visitor */
  rooms(uid: number): Promise<ReadonlyMap<string, VisibleRoom>>;
}
