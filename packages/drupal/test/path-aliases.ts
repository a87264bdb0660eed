import type { Site } from '@drupal-nodejs/drupal/install';

interface PathAlias {
  readonly id: number;
  readonly path: string;
  readonly alias: string;
  readonly langcode: string;
  readonly status: 0 | 1;
}

/** Gives paths their aliases; as in Drupal there is no table before the first. */
export async function createAliases(
  { db }: Site,
  ...aliases: readonly Omit<PathAlias, 'id'>[]
): Promise<void> {
  await db.schema
    .createTable('path_alias')
    .addColumn('id', 'integer')
    .addColumn('path', 'varchar(255)')
    .addColumn('alias', 'varchar(255)')
    .addColumn('langcode', 'varchar(12)')
    .addColumn('status', 'integer')
    .execute();
  await db
    .withTables<{ path_alias: PathAlias }>()
    .insertInto('path_alias')
    .values(aliases.map((alias, index) => ({ id: index + 1, ...alias })))
    .execute();
}
