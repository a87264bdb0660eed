import type { Column } from '../table.ts';
import { id, name, tinyZero } from './column.ts';

const shared = {
  bundle: name(128),
  deleted: tinyZero,
  entity_id: id,
  revision_id: id,
  langcode: name(32),
  delta: id,
} as const;

/** Table of one field of an entity type: `ENTITY__FIELD`, or `ENTITY_revision__FIELD`. */
export function fieldTable<
  const C extends Readonly<Record<string, Column>>,
  const K extends keyof C & string,
>(values: C, index: K, kind: 'current' | 'revision' = 'current') {
  return {
    columns: { ...shared, ...values },
    primaryKey:
      kind === 'current'
        ? ['entity_id', 'deleted', 'delta', 'langcode']
        : ['entity_id', 'revision_id', 'deleted', 'delta', 'langcode'],
    indexes: { bundle: ['bundle'], revision_id: ['revision_id'], [index]: [index] },
  } as const;
}
