import type { Table } from '../table.ts';
import {
  id,
  int,
  langcode,
  optionalInt,
  optionalLangcode,
  optionalTiny,
  serial,
  tiny,
  uuid,
} from './column.ts';
import { fieldTable } from './field-table.ts';

const mail = { type: 'varchar', length: 254, isNullable: true } as const;

export const users = {
  columns: { uid: serial, uuid, langcode },
  uniqueKeys: { user_field__uuid__value: ['uuid'] },
} as const satisfies Table;

export const users_field_data = {
  columns: {
    uid: id,
    langcode,
    preferred_langcode: optionalLangcode,
    preferred_admin_langcode: optionalLangcode,
    name: { type: 'varchar', length: 60, ignoresCase: true },
    pass: { type: 'varchar', length: 255, isNullable: true, ignoresCase: true },
    mail,
    timezone: { type: 'varchar', length: 32, isNullable: true, ignoresCase: true },
    status: optionalTiny,
    created: int,
    changed: optionalInt,
    access: int,
    login: optionalInt,
    init: mail,
    default_langcode: tiny,
  },
  primaryKey: ['uid', 'langcode'],
  uniqueKeys: { user__name: ['name', 'langcode'] },
  indexes: {
    user__id__default_langcode__langcode: ['uid', 'default_langcode', 'langcode'],
    user_field__mail: ['mail'],
    user_field__created: ['created'],
    user_field__access: ['access'],
  },
} as const satisfies Table;

export const user__roles = fieldTable(
  { roles_target_id: { type: 'varchar', length: 255, isAscii: true } },
  'roles_target_id',
);
