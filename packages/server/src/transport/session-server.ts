/** The server that a session names; a client can write anything there. */
export function serverOf(session: string): string | undefined {
  return /^([A-Za-z0-9-]{1,64})\./.exec(session)?.[1];
}
