import { type Kysely, type RawBuilder, sql } from 'kysely';
import { driverOf } from '../database/driver-of.ts';
import { isMissingTable, statement } from '../database/statement.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** A piece of content, as JSON:API names it. */
export interface ContentName {
  /** `node`, `taxonomy_term`, `media` or `user`. */
  readonly entity: string;
  /** `article`; of users `user`. */
  readonly bundle: string;
  readonly uuid: string;
}

/** Longer than the column is no alias. */
const LONGEST_PATH = 255;

/** Where content is, by the form of its own path. */
const KINDS = [
  { form: /^\/node\/(\d{1,9})$/, entity: 'node', table: 'node', id: 'nid', bundle: 'type' },
  {
    form: /^\/taxonomy\/term\/(\d{1,9})$/,
    entity: 'taxonomy_term',
    table: 'taxonomy_term_data',
    id: 'tid',
    bundle: 'vid',
  },
  { form: /^\/media\/(\d{1,9})$/, entity: 'media', table: 'media', id: 'mid', bundle: 'bundle' },
  { form: /^\/user\/(\d{1,9})$/, entity: 'user', table: 'users', id: 'uid', bundle: undefined },
] as const;

/**
 * Finds which content is at a path of the site, by its alias or its own path; undefined when there is none.
 *
 * Whoever may see it: that is asked of Drupal. Prefixes of languages are no part of the path.
 *
 * @throws DrupalError `DRUPAL_DATABASE_*`
 */
export async function contentAt(
  db: Kysely<DrupalTables>,
  path: string,
  langcode?: string,
): Promise<ContentName | undefined> {
  if (!path.startsWith('/') || path.length > LONGEST_PATH) return undefined;
  const own = (await behindAlias(db, path, langcode)) ?? path;
  for (const { form, entity, table, id, bundle } of KINDS) {
    const number = form.exec(own)?.[1];
    if (number === undefined) continue;
    const kind = bundle === undefined ? sql.lit(entity) : sql.ref(bundle);
    const [row] = await rowsOf(
      db,
      sql<{
        uuid: string;
        bundle: string;
      }>`SELECT ${sql.ref('uuid')}, ${kind} AS bundle FROM ${sql.table(table)}
        WHERE ${sql.ref(id)} = ${Number(number)}`,
    );
    return row && { entity, bundle: row.bundle, uuid: row.uuid };
  }
  return undefined;
}

/** The newest counts; where a language is asked for, one of it, else one of none. Case doesn't matter, as in Drupal. */
async function behindAlias(
  db: Kysely<DrupalTables>,
  alias: string,
  langcode: string | undefined,
): Promise<string | undefined> {
  // MySQL's collation has no case, and its index would not help a function. Else the database lowers both: SQLite
  // knows only A to Z, for Drupal too.
  const isSame =
    driverOf(db) === 'mysql'
      ? sql`${sql.ref('alias')} = ${alias}`
      : sql`lower(${sql.ref('alias')}) = lower(${alias})`;
  const rows = await rowsOf(
    db,
    sql<{ path: string; langcode: string }>`SELECT ${sql.ref('path')}, ${sql.ref('langcode')}
      FROM ${sql.table('path_alias')} WHERE ${isSame} AND ${sql.ref('status')} = ${sql.lit(1)}
      ORDER BY ${sql.ref('id')} DESC`,
  );
  const of = (wanted: string) => rows.find((row) => row.langcode === wanted);
  return (langcode === undefined ? rows[0] : (of(langcode) ?? of('und')))?.path;
}

/** None where the module that makes the table isn't installed. */
async function rowsOf<Row>(db: Kysely<DrupalTables>, query: RawBuilder<Row>): Promise<readonly Row[]> {
  try {
    return (await statement('path', () => query.execute(db))).rows;
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw error;
  }
}
