/** Knows the accounts of the site by name. */
export interface People {
  /** The names of those of the accounts that are there and not blocked. */
  names(uids: readonly number[]): Promise<ReadonlyMap<number, string>>;
}
