import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** The first thing wrong with a value, in one line: where, what was expected, what was found. */
export function wrongPart(schema: TSchema, value: unknown): string {
  const [error] = Value.Errors(schema, value);
  if (!error) return 'nothing is wrong';
  const path = error.instancePath.split('/').slice(1);
  if (error.keyword === 'required') {
    return `${[...path, error.params.requiredProperties[0]].join('.')}: expected a value, found nothing`;
  }
  const place = path.length === 0 ? '' : `${path.join('.')}: `;
  // A key that no schema allows is told of as "schema is false".
  if (error.keyword === 'boolean') return `${place}expected no such key`;
  const expected =
    error.keyword === 'pattern'
      ? `a text like ${error.params.pattern}`
      : error.message.replace(/^must /, 'it to ');
  return `${place}expected ${expected}, found ${found(path, value)}`;
}

function found(path: readonly string[], value: unknown): string {
  const part = path.reduce<unknown>(
    (outer, key) => (typeof outer === 'object' && outer !== null ? Reflect.get(outer, key) : undefined),
    value,
  );
  if (part === undefined) return 'nothing';
  const json = JSON.stringify(part);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
