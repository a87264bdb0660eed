import { isDeepStrictEqual } from 'node:util';
import type { TSchema } from 'typebox';
import { optionsSchema, type ServerOptions } from '../options.ts';

/** Keys whose values differ although a running server can't take another one: all but those marked `reloads`. */
export function restartKeys(running: ServerOptions, wanted: ServerOptions): string[] {
  return [...compare(optionsSchema, running, wanted, '')];
}

interface Node extends TSchema {
  readonly reloads?: boolean;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
}

function* compare(node: Node, running: unknown, wanted: unknown, path: string): Generator<string> {
  if (node.reloads || isDeepStrictEqual(running, wanted)) {
    return;
  }
  const [member] = Object.values(node.patternProperties ?? {});
  if ((member === undefined && node.properties === undefined) || !isBlock(running) || !isBlock(wanted)) {
    yield path;
    return;
  }
  for (const key of new Set([...Object.keys(running), ...Object.keys(wanted)])) {
    const schema = node.properties?.[key] ?? member;
    if (schema !== undefined) {
      yield* compare(schema, running[key], wanted[key], path === '' ? key : `${path}.${key}`);
    }
  }
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
