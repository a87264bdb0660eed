/** An active user as the tables have it. */
export interface User {
  readonly uid: number;
  readonly name: string;
  /** As given in the user's account, without the implicit one of all who are logged in. */
  readonly roles: readonly string[];
}

/** Gathers rows of users with one of their roles each, null for none. @internal */
export function usersFrom(
  rows: readonly { readonly uid: number; readonly name: string; readonly role: string | null }[],
): ReadonlyMap<number, User> {
  return new Map(
    [...Map.groupBy(rows, ({ uid }) => uid)].map(([uid, of]) => [
      uid,
      { uid, name: of[0]?.name ?? '', roles: of.flatMap(({ role }) => role ?? []) },
    ]),
  );
}
