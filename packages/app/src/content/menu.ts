import { asMap } from '../drupal-http.ts';

/** A link of a menu. */
export interface MenuItem {
  readonly title: string;
  readonly href: string;
  readonly children: readonly MenuItem[];
}

interface Branch extends MenuItem {
  readonly children: Branch[];
}

/** Reads the tree out of a linkset, whose items say by `hierarchy` where they hang; siblings come in order. */
export function readLinkset(answer: unknown): readonly MenuItem[] {
  const { linkset } = asMap(answer);
  const [links] = Array.isArray(linkset) ? linkset : [];
  const items = Object.values(asMap(links))
    .filter((found) => Array.isArray(found))
    .flat()
    .map(asMap)
    .flatMap(({ href, title, hierarchy }) =>
      typeof href === 'string' && Array.isArray(hierarchy)
        ? [{ place: hierarchy.map(Number), branch: { title: String(title ?? ''), href, children: [] } }]
        : [],
    )
    .sort((a, b) => compare(a.place, b.place));
  const roots: Branch[] = [];
  const byPlace = new Map<string, Branch>();
  for (const { place, branch } of items) {
    byPlace.set(place.join('.'), branch);
    // Below what this visitor may not see, a link hangs at the top.
    const parent = byPlace.get(place.slice(0, -1).join('.'));
    (parent?.children ?? roots).push(branch);
  }
  return roots;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}
