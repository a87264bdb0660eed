import type { Person } from '../shared/people.ts';

/** What stands in the composer as `@Name`, as the server wants it: `<@UID>`, and `<!all>` or `<!here>`. */
export function toSource(text: string, people: readonly Person[]): string {
  // The longest first: "@Anna Lee" isn't "@Anna" followed by a word.
  const names = [...people].sort((a, b) => b.name.length - a.name.length);
  const marked = text.replace(/(^|[\s(])@(all|here)\b/gu, '$1<!$2>');
  return names.reduce(
    (source, { uid, name }) =>
      source.replace(new RegExp(`(^|[\\s(*_~])@${literal(name)}(?![\\p{L}\\p{N}_])`, 'giu'), `$1<@${uid}>`),
    marked,
  );
}

/** A line's source as its author reads it; an account without a name stays as it is. */
export function toText(source: string, people: readonly Person[]): string {
  const names = new Map(people.map(({ uid, name }) => [uid, name]));
  return source
    .replace(/<@(\d{1,10})>/g, (whole, uid: string) => {
      const name = names.get(Number(uid));
      return name === undefined ? whole : `@${name}`;
    })
    .replace(/<!(all|here)>/g, '@$1');
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

function literal(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
