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
 * Joined is what was asked for by `include` and nothing else: related content refers to each other, and to follow all of
 * it would be as long as all ways through it.
 */
export function readDocument(document: unknown, include: readonly string[] = []): readonly Resource[] {
  const { data, included } = asMap(document);
  const list = listOf(data).map(asMap);
  // What is in the list itself isn't included once more.
  const known = new Map(
    [...listOf(included).map(asMap), ...list].map((resource) => [keyOf(resource), resource] as const),
  );
  const wanted = Wanted.of(include);
  return list.map((resource) => resourceFrom(resource, known, wanted));
}

type Raw = Readonly<Record<string, unknown>>;

/** The fields that were asked for, each with those of what it refers to. */
class Wanted {
  readonly fields = new Map<string, Wanted>();
  /** What was joined here before, by its key: a tag of fifty articles is one. */
  readonly joined = new Map<string, Related>();

  /** @param paths as JSON:API has them: `field_image.uid` */
  static of(paths: readonly string[]): Wanted {
    const wanted = new Wanted();
    for (const path of paths) path.split('.').reduce((at, field) => at.#into(field), wanted);
    return wanted;
  }

  #into(field: string): Wanted {
    const known = this.fields.get(field);
    if (known) return known;
    const next = new Wanted();
    this.fields.set(field, next);
    return next;
  }
}

function resourceFrom(raw: Raw, known: ReadonlyMap<string, Raw>, wanted: Wanted): Resource {
  const related = Object.entries(asMap(raw.relationships)).map(([field, relationship]) => {
    const { data } = asMap(relationship);
    const refer = (to: unknown) => relatedTo(asMap(to), known, wanted.fields.get(field));
    return [
      field,
      Array.isArray(data) ? data.map(refer) : data === null || data === undefined ? null : refer(data),
    ];
  });
  return { ...nameOf(raw), attributes: asMap(raw.attributes), related: Object.fromEntries(related) };
}

function relatedTo(name: Raw, known: ReadonlyMap<string, Raw>, wanted: Wanted | undefined): Related {
  const found = wanted && known.get(keyOf(name));
  if (!found) return nameOf(name);
  const joined = wanted.joined.get(keyOf(name)) ?? resourceFrom(found, known, wanted);
  wanted.joined.set(keyOf(name), joined);
  return joined;
}

/** JSON:API's `data`: several, one, or null for none. */
function listOf(data: unknown): readonly unknown[] {
  if (Array.isArray(data)) return data;
  return data === null || data === undefined ? [] : [data];
}

function nameOf({ type, id }: Raw): ResourceName {
  return { type: String(type), id: String(id) };
}

function keyOf({ type, id }: Raw): string {
  return `${type} ${id}`;
}
