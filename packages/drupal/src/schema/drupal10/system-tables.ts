import type { Table } from '../table.ts';
import { bigZero, blob, id, name, optionalBlob, serial, text, unsignedZero, zero } from './column.ts';

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
    sid: { type: 'varchar', length: 128, isAscii: true },
    hostname: name(128),
    timestamp: bigZero,
    session: optionalBlob,
  },
  primaryKey: ['sid'],
  indexes: { timestamp: ['timestamp'], uid: ['uid'] },
} as const satisfies Table;

export const queue = {
  columns: { item_id: serial, name: name(255), data: optionalBlob, expire: bigZero, created: bigZero },
  indexes: { name_created: ['name', 'created'], expire: ['expire'] },
} as const satisfies Table;

export const cachetags = {
  columns: { tag: name(255), invalidations: zero },
  primaryKey: ['tag'],
} as const satisfies Table;

export const watchdog = {
  columns: {
    wid: { type: 'serial', size: 'big' },
    uid: unsignedZero,
    type: name(64),
    message: text,
    variables: blob,
    severity: { ...unsignedZero, size: 'tiny' },
    link: { type: 'text', isNullable: true },
    location: { type: 'text' },
    referer: { type: 'text', isNullable: true },
    hostname: name(128),
    timestamp: bigZero,
  },
  indexes: { type: ['type'], uid: ['uid'], severity: ['severity'] },
} as const satisfies Table;
