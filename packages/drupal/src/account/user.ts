/** An active user as the tables have it. */
export interface User {
  readonly uid: number;
  readonly name: string;
  /** As given in the user's account, without the implicit one of all who are logged in. */
  readonly roles: readonly string[];
}
