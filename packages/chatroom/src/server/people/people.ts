/** Knows the accounts of the site by name. */
export interface People {
  /** The names of those of the accounts that are there and not blocked. */
  names(uids: readonly number[]): Promise<ReadonlyMap<number, string>>;

  /** Those whose name begins so, at most 8, by name; blocked ones aren't among them. */
  search(start: string): Promise<readonly { readonly uid: number; readonly name: string }[]>;

  /** May the account do what a permission of the site names? */
  may(uid: number, permission: ChatPermission): Promise<boolean>;
}

/** What accounts need the site's leave for. */
export type ChatPermission = 'start chatroom conversations' | 'create private chatrooms';
