import { fieldsOf, isText } from '../shared/fields.ts';

/** What stands behind a link, as this reader may see it. */
export interface Preview {
  readonly title: string;
  /** What kind of thing it is. */
  readonly kind: string;
  /** How it begins. */
  readonly text: string;
  /** What the site calls it when it tells that it changed. */
  readonly key?: string;
}

/** Looks up what stands behind links. */
export interface ChatPreviews {
  /** Those of a line's markup that can be looked up, each once. */
  linksIn(html: string): readonly string[];
  /** Resolves with undefined where there is nothing, or nothing that this reader may see; rejects when none can say. */
  look(address: string): Promise<Preview | undefined>;
}

/** Links of one line that are looked up. */
const mostLinks = 3;

/** The site's own pages: Drupal says what each reader may see of them. `url` answers `?path=`. */
export function sitePreviews(url: string, root: string): ChatPreviews {
  return {
    linksIn(html) {
      // The markup is the server's, in which addresses stand so and nothing else does.
      const addresses = [...html.matchAll(/<a href="([^"]+)"/g)].map(([, address = '']) =>
        address.replaceAll('&amp;', '&'),
      );
      return [...new Set(addresses.flatMap((address) => ownPath(address, root) ?? []))].slice(0, mostLinks);
    },
    async look(path) {
      const answer = await fetch(`${url}?${new URLSearchParams({ path })}`, { credentials: 'same-origin' });
      if (answer.status === 204) return undefined;
      if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
      const { title, kind, text, key } = fieldsOf(await answer.json()) ?? {};
      if (!isText(title) || !isText(kind) || !isText(text)) return undefined;
      return { title, kind, text, ...(isText(key) && { key }) };
    },
  };
}

/** The address as a path of this site; undefined for another's, and for what is none, such as that of a port 99999. */
function ownPath(address: string, root: string): string | undefined {
  if (!URL.canParse(address, location.href)) return undefined;
  const { origin, pathname, search } = new URL(address, location.href);
  return origin === location.origin && pathname.startsWith(root) ? `${pathname}${search}` : undefined;
}
