/** The address of a line: the page's own with `#room/seq`. */
export function permalinkTo(room: string, seq: number): string {
  const { origin, pathname, search } = location;
  return `${origin}${pathname}${search}#${room}/${seq}`;
}

/** The line that an address asks for by its part behind `#`; undefined where it asks for none. */
export function lineIn(hash: string): { readonly room: string; readonly seq: number } | undefined {
  const [, room, seq] = /^#([a-z0-9][a-z0-9_.-]{0,63})\/([1-9]\d{0,14})$/.exec(hash) ?? [];
  return room === undefined ? undefined : { room, seq: Number(seq) };
}
