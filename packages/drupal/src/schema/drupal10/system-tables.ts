import type { Table } from '../table.ts';
import { blob, id, name, optionalBlob, optionalText, serial, text, unsignedZero, zero } from './column.ts';

export const config = {
  columns: { collection: name(255), name: name(255), data: optionalBlob },
  primaryKey: ['collection', 'name'],
} as const satisfies Table;

export const key_value = {
  columns: { collection: name(128), name: name(128), value: blob },
  primaryKey: ['collection', 'name'],
} as const satisfies Table;

export const key_value_expire = {
  columns: { ...key_value.columns, expire: { type: 'int', default: 2147483647 } },
  primaryKey: ['collection', 'name'],
  indexes: { expire: ['expire'] },
} as const satisfies Table;

export const sessions = {
  columns: {
    uid: id,
    sid: { type: 'varchar', length: 128 },
    hostname: name(128),
    timestamp: zero,
    session: optionalBlob,
  },
  primaryKey: ['sid'],
  indexes: { timestamp: ['timestamp'], uid: ['uid'] },
} as const satisfies Table;

export const queue = {
  columns: { item_id: serial, name: name(255), data: optionalBlob, expire: zero, created: zero },
  indexes: { name_created: ['name', 'created'], expire: ['expire'] },
} as const satisfies Table;

export const cachetags = {
  columns: { tag: name(255), invalidations: zero },
  primaryKey: ['tag'],
} as const satisfies Table;

export const watchdog = {
  columns: {
    wid: { type: 'serial' },
    uid: unsignedZero,
    type: name(64),
    message: text,
    variables: blob,
    severity: unsignedZero,
    link: optionalText,
    location: text,
    referer: optionalText,
    hostname: name(128),
    timestamp: zero,
  },
  indexes: { type: ['type'], uid: ['uid'], severity: ['severity'] },
} as const satisfies Table;
