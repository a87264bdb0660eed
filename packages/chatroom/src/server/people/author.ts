/** As long as a Drupal user name may be. */
const nameLength = 60;

/** Who writes: Drupal's account and the name that goes with its lines. */
export interface Author {
  /** 0 for an anonymous visitor. */
  readonly uid: number;
  /** "" for a guest. */
  readonly name: string;
  /** The connection, by which guests are told apart. */
  readonly client: string;
}

/** Reads the account of a connection; undefined for a user that is no uid, for it can't be in any room. */
export function authorOf({
  client,
  user,
  info,
}: {
  readonly client: string;
  readonly user: string;
  readonly info?: unknown;
}): Author | undefined {
  if (user === '') return { uid: 0, name: '', client };
  if (!/^[1-9][0-9]{0,9}$/.test(user)) return undefined;
  return { uid: Number(user), name: nameIn(info), client };
}

// A connection's info is the authentication's own; only a `name` that is text is of use here.
function nameIn(info: unknown): string {
  if (typeof info !== 'object' || info === null || !('name' in info) || typeof info.name !== 'string')
    return '';
  const name = info.name.replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return [...name].slice(0, nameLength).join('');
}
