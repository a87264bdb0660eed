import type { DrupalTables } from '@drupal-nodejs/drupal';
import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { describe, expect, it } from 'vitest';
import { TableNames } from '../../src/database/table-names.ts';

const db = (prefix: string) =>
  new Kysely<DrupalTables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (introspected) => new PostgresIntrospector(introspected),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new TableNames(prefix)],
  });

describe('tables with a prefix', () => {
  it.each<[string, string, (db: Kysely<DrupalTables>) => Compilable]>([
    [
      'in a SELECT',
      'select "sessions"."uid" from "sessions"',
      (k) => k.selectFrom('sessions').select('sessions.uid'),
    ],
    [
      'in a join with aliases',
      'select "s"."uid" from "sessions" as "s" inner join "users" as "u" on "u"."uid" = "s"."uid"',
      (k) => k.selectFrom('sessions as s').innerJoin('users as u', 'u.uid', 's.uid').select('s.uid'),
    ],
    [
      'in an inner statement',
      'select "u"."uid" from "users" as "u" where exists (select "sid" from "sessions" where "sessions"."uid" = "u"."uid")',
      (k) =>
        k
          .selectFrom('users as u')
          .select('u.uid')
          .where(({ exists, selectFrom }) =>
            exists(selectFrom('sessions').select('sid').whereRef('sessions.uid', '=', 'u.uid')),
          ),
    ],
    [
      'in a statement made before',
      'delete from "queue" where "item_id" not in (select "q"."item_id" from "queue" as "q")',
      (k) => k.deleteFrom('queue').where('item_id', 'not in', k.selectFrom('queue as q').select('q.item_id')),
    ],
    [
      'beside names that a WITH gives',
      'with "live" as (select "uid" from "sessions") select "uid" from "live"',
      (k) =>
        k
          .with('live', (q) => q.selectFrom('sessions').select('uid'))
          .selectFrom('live')
          .select('uid'),
    ],
    ['in an UPDATE', 'update "queue" set "expire" = $1', (k) => k.updateTable('queue').set({ expire: 0 })],
    [
      'in an INSERT',
      'insert into "queue" ("name") values ($1)',
      (k) => k.insertInto('queue').values({ name: 'a' }),
    ],
    [
      'in a DELETE',
      'delete from "queue" where "queue"."name" = $1',
      (k) => k.deleteFrom('queue').where('queue.name', '=', 'a'),
    ],
    [
      'in a CREATE TABLE',
      'create table "queue" ("a" integer)',
      (k) => k.schema.createTable('queue').addColumn('a', 'integer'),
    ],
  ])('are named so %s', (_name, plain, build) => {
    const tables = /"(sessions|users|queue)"/g;
    expect(build(db('')).compile().sql).toBe(plain);
    expect(build(db('dp_')).compile().sql).toBe(plain.replace(tables, '"dp_$1"'));
    expect(build(db('site.')).compile().sql).toBe(plain.replace(tables, '"site"."$1"'));
    expect(build(db('site.dp_')).compile().sql).toBe(plain.replace(tables, '"site"."dp_$1"'));
  });

  it('are named so in raw SQL that says which words are tables', () => {
    const raw = sql`SELECT 1 FROM ${sql.table('sessions')} WHERE name = 'sessions'`;
    expect(raw.compile(db('dp_')).sql).toBe(`SELECT 1 FROM "dp_sessions" WHERE name = 'sessions'`);
  });
});
