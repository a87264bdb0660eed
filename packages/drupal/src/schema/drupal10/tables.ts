import type { RowOf } from '../table.ts';
import * as nodeTables from './node-tables.ts';
import * as systemTables from './system-tables.ts';
import * as userTables from './user-tables.ts';

/** The tables of Drupal 10 and 11 that this package knows, under their own names. */
export const drupalTables = { ...systemTables, ...userTables, ...nodeTables } as const;

/** Kysely's view of these tables; other tables are queried by widening this type. */
export type DrupalTables = { [K in keyof typeof drupalTables]: RowOf<(typeof drupalTables)[K]> };
