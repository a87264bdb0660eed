import type { RowOf, Table } from '../table.ts';

const id = { type: 'int', isUnsigned: true } as const;
const idOrZero = { type: 'int', isUnsigned: true, default: 0 } as const;
const zero = { type: 'int', default: 0 } as const;
const serial = { type: 'serial', isUnsigned: true } as const;
const optionalBlob = { type: 'blob', isNullable: true } as const;
const name = <const L extends number>(length: L) => ({ type: 'varchar', length, default: '' }) as const;

/** The tables of Drupal 7 that this package knows, under their own names. */
export const drupal7Tables = {
  users: {
    columns: {
      uid: idOrZero,
      name: name(60),
      pass: name(128),
      mail: { type: 'varchar', length: 254, isNullable: true, default: '' },
      created: zero,
      access: zero,
      login: zero,
      status: { ...zero, size: 'tiny' },
      data: optionalBlob,
    },
    primaryKey: ['uid'],
    uniqueKeys: { name: ['name'] },
  },
  users_roles: {
    columns: { uid: idOrZero, rid: idOrZero },
    primaryKey: ['uid', 'rid'],
    indexes: { rid: ['rid'] },
  },
  role: {
    columns: { rid: serial, name: name(64), weight: zero },
    uniqueKeys: { name: ['name'] },
  },
  role_permission: {
    columns: { rid: id, permission: name(128), module: name(255) },
    primaryKey: ['rid', 'permission'],
    indexes: { permission: ['permission'] },
  },
  sessions: {
    columns: {
      uid: id,
      sid: { type: 'varchar', length: 128 },
      ssid: name(128),
      hostname: name(128),
      timestamp: zero,
      cache: zero,
      session: optionalBlob,
    },
    primaryKey: ['sid', 'ssid'],
    indexes: { timestamp: ['timestamp'], uid: ['uid'], ssid: ['ssid'] },
  },
  variable: {
    columns: { name: name(128), value: { type: 'blob' } },
    primaryKey: ['name'],
  },
  queue: {
    columns: { item_id: serial, name: name(255), data: optionalBlob, expire: zero, created: zero },
    indexes: { name_created: ['name', 'created'], expire: ['expire'] },
  },
} as const satisfies Readonly<Record<string, Table>>;

/** Kysely's view of these tables; other tables are queried by widening this type. */
export type Drupal7Tables = {
  [K in keyof typeof drupal7Tables]: RowOf<(typeof drupal7Tables)[K]>;
};
