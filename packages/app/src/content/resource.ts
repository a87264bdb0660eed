import { asMap } from '../drupal-http.ts';

/** Names a piece of content: `{type: 'node--article', id: UUID}`. */
export interface ResourceName {
  /** JSON:API's type, `ENTITY--BUNDLE`. */
  readonly type: string;
  /** The UUID. */
  readonly id: string;
}

/** Content as JSON:API has it, with what was included put where it belongs. */
export interface Resource extends ResourceName {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What it refers to, by field: one, several, or null for none. Only what was included has `attributes`. */
  readonly related: Readonly<Record<string, Related | readonly Related[] | null>>;
}

/** What a resource refers to. */
export type Related = ResourceName & Partial<Pick<Resource, 'attributes' | 'related'>>;

/** A part of a list. */
export interface ResourcePage {
  readonly items: readonly Resource[];
  /** Is there more behind it? Ask with a larger `page.offset`. */
  readonly hasMore: boolean;
}

/**
 * Reads a JSON:API document's `data` and `included`.
 *
 * Resources that refer to each other are joined once each, so a circle ends in a bare name.
 */
export function readDocument(document: unknown): readonly Resource[] {
  const { data, included } = asMap(document);
  const known = new Map(
    (Array.isArray(included) ? included : []).map((each) => {
      const raw = asMap(each);
      return [keyOf(raw), raw] as const;
    }),
  );
  const list = Array.isArray(data) ? data : data === null || data === undefined ? [] : [data];
  return list.map((each) => resourceFrom(asMap(each), known, new Set()));
}

type Raw = Readonly<Record<string, unknown>>;

function resourceFrom(raw: Raw, known: ReadonlyMap<string, Raw>, above: ReadonlySet<string>): Resource {
  const inside = new Set([...above, keyOf(raw)]);
  const related = Object.entries(asMap(raw.relationships)).map(([field, relationship]) => {
    const { data } = asMap(relationship);
    return [
      field,
      Array.isArray(data) ? data.map(refer) : data === null || data === undefined ? null : refer(data),
    ];
  });
  return { ...nameOf(raw), attributes: asMap(raw.attributes), related: Object.fromEntries(related) };

  function refer(to: unknown): Related {
    const name = asMap(to);
    const found = known.get(keyOf(name));
    return found === undefined || inside.has(keyOf(name)) ? nameOf(name) : resourceFrom(found, known, inside);
  }
}

function nameOf({ type, id }: Raw): ResourceName {
  return { type: String(type), id: String(id) };
}

function keyOf({ type, id }: Raw): string {
  return `${type} ${id}`;
}
