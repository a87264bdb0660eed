/** Values of a JSON:API query, nested as deep as its brackets. */
export type QueryValue =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | { readonly [key: string]: QueryValue };

/** What is asked of content; each member is a parameter of JSON:API. */
export interface ContentQuery {
  /** Referred content to bring along: `['uid', 'field_image.uid']`. */
  readonly include?: readonly string[];
  /** Only these fields, by type: `{'node--article': ['title']}`. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** Language of the site, where it has several. */
  readonly langcode?: string;
}

/** What is asked of a list. */
export interface ListQuery extends ContentQuery {
  /** As JSON:API has it: `{status: 1}`, `{title: {operator: 'CONTAINS', value: 'tea'}}`. */
  readonly filter?: Readonly<Record<string, QueryValue>>;
  /** `-` before a field turns its order round. */
  readonly sort?: readonly string[];
  /** Drupal gives 50 at most. */
  readonly page?: { readonly limit?: number; readonly offset?: number };
}

/** Writes a query as JSON:API wants it, with its `?`; '' for none. */
export function writeQuery({ include, fields, filter, sort, page }: ListQuery): string {
  const parameters = new URLSearchParams();
  if (include?.length) parameters.set('include', include.join(','));
  if (sort?.length) parameters.set('sort', sort.join(','));
  for (const [type, names] of Object.entries(fields ?? {}))
    parameters.set(`fields[${type}]`, names.join(','));
  for (const [name, value] of Object.entries(filter ?? {})) put(parameters, `filter[${name}]`, value);
  for (const [name, value] of Object.entries(page ?? {})) parameters.set(`page[${name}]`, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

function put(parameters: URLSearchParams, name: string, value: QueryValue): void {
  if (typeof value !== 'object') {
    parameters.set(name, typeof value === 'boolean' ? String(Number(value)) : String(value));
    return;
  }
  for (const [key, each] of Object.entries(value)) put(parameters, `${name}[${key}]`, each);
}
