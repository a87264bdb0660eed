/** What RFC 6750 lets a token hold; longer than any JWT that a header has room for is none. */
const BEARER = /^bearer +([\w.~+/-]{1,8192}=*)$/i;

/** Finds the token in an Authorization header; undefined for other schemes and for what no token is. */
export function bearerTokenFrom(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}
