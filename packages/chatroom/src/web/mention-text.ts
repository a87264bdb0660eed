import type { Person } from '../shared/people.ts';

/** What stands in the composer as `@Name`, as the server wants it: `<@UID>`, and `<!all>` or `<!here>`. */
export function toSource(text: string, people: readonly Person[]): string {
  // The longest first: "@Anna Lee" isn't "@Anna" followed by a word.
  const names = [...people].sort((a, b) => b.name.length - a.name.length);
  return names
    .reduce((source, { uid, name }) => source.replace(mentionOf(literal(name), 'giu'), `$1<@${uid}>`), text)
    .replace(mentionOf('(all|here)', 'gu'), '$1<!$2>');
}

/** A line's source as its author reads it; what would not come back the same by {@link toSource} stays as it is. */
export function toText(source: string, people: readonly Person[]): string {
  const names = new Map(people.map(({ uid, name }) => [uid, name]));
  return source.replace(/<(?:@(\d{1,10})|!(all|here))>/g, (mark, uid: string, call: string, at: number) => {
    const name = call ?? names.get(Number(uid));
    // "@Anna" before " Lee" may be somebody else.
    const [before, after] = [source.slice(Math.max(0, at - 1), at), source.slice(at + mark.length)];
    const isSame = toSource(`${before}@${name}${after}`, people).startsWith(before + mark);
    return isSame ? `@${name}` : mark;
  });
}

/** What is being typed after an `@` right before the caret. */
export function mentionAt(
  text: string,
  caret: number,
): { readonly start: number; readonly typed: string } | undefined {
  const match = /(?:^|[\s(*_~])@([^\s@]*(?: [^\s@]*)?)$/u.exec(text.slice(0, caret));
  const typed = match?.[1];
  return typed === undefined ? undefined : { start: caret - typed.length, typed };
}

function mentionOf(name: string, flags: string): RegExp {
  return new RegExp(`(^|[\\s(*_~])@${name}(?![\\p{L}\\p{N}_-])`, flags);
}

function literal(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
