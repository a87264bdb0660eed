import type { Kysely } from 'kysely';
import { bytes } from '../database/bytes.ts';
import { statement } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import { type PhpValue, unserialize } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** A configuration object as stored, before it is decoded. */
export interface ConfigRow {
  readonly name: string;
  readonly data: Uint8Array;
}

// MySQL, and LIKE on SQLite, don't know case where PHP's arrays do: so names are compared here once more.

/**
 * Reads active configuration by name, without overrides of settings.php or languages.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`
 */
export async function readConfig(db: Kysely<DrupalTables>, name: string): Promise<PhpValue | undefined> {
  const row = await statement('configuration', () => active(db).where('name', '=', name).executeTakeFirst());
  return row?.name === name ? decodeConfig(row) : undefined;
}

/** Reads all active configuration whose name starts with a prefix such as `user.role.`, undecoded. */
export async function readConfigRows(
  db: Kysely<DrupalTables>,
  prefix: string,
): Promise<readonly ConfigRow[]> {
  const rows = await statement('configuration', () =>
    active(db).where('name', 'like', `${prefix}%`).orderBy('name').execute(),
  );
  return rows.filter(({ name }) => name.startsWith(prefix));
}

/** @throws DrupalError `DRUPAL_CONFIG_UNREADABLE` */
export function decodeConfig({ name, data }: ConfigRow): PhpValue {
  return decodeRow(`configuration ${name}`, data);
}

/**
 * Reads one entry of Drupal's key-value store; `state` is one of its collections.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`
 */
export async function readKeyValue(
  db: Kysely<DrupalTables>,
  collection: string,
  name: string,
): Promise<PhpValue | undefined> {
  const row = await statement('key-value store', () =>
    db
      .selectFrom('key_value')
      .where('collection', '=', collection)
      .where('name', '=', name)
      .select(['name', bytes('value').as('value')])
      .executeTakeFirst(),
  );
  return row?.name === name ? decodeRow(`${collection} ${name}`, row.value) : undefined;
}

/** Reads a collection of Drupal's key-value store, by name. @throws DrupalError as `readKeyValue` */
export async function readKeyValues(
  db: Kysely<DrupalTables>,
  collection: string,
): Promise<ReadonlyMap<string, PhpValue>> {
  const rows = await statement('key-value store', () =>
    db
      .selectFrom('key_value')
      .where('collection', '=', collection)
      .select(['collection', 'name', bytes('value').as('value')])
      .execute(),
  );
  return new Map(
    rows
      .filter((row) => row.collection === collection)
      .map(({ name, value }) => [name, decodeRow(`${collection} ${name}`, value)]),
  );
}

function active(db: Kysely<DrupalTables>) {
  return db
    .selectFrom('config')
    .where('collection', '=', '')
    .select(['name', bytes('data').as('data')]);
}

/** @throws DrupalError `DRUPAL_CONFIG_UNREADABLE`, naming what was to be decoded */
export function decodeRow(what: string, data: Uint8Array): PhpValue {
  try {
    return unserialize(data);
  } catch (cause) {
    throw new DrupalError('DRUPAL_CONFIG_UNREADABLE', `${what}: expected serialized data`, { cause });
  }
}
