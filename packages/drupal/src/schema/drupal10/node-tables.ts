import type { Table } from '../table.ts';
import {
  id,
  int,
  langcode,
  optionalId,
  optionalInt,
  optionalText,
  optionalTiny,
  serial,
  text,
  tiny,
  uuid,
} from './column.ts';
import { fieldTable } from './field-table.ts';

const type = { type: 'varchar', length: 32, isAscii: true } as const;
const title = { type: 'varchar', length: 255, ignoresCase: true } as const;

export const node = {
  columns: { nid: serial, vid: optionalId, type, uuid, langcode },
  uniqueKeys: { node__vid: ['vid'], node_field__uuid__value: ['uuid'] },
  indexes: { node_field__type__target_id: ['type'] },
} as const satisfies Table;

export const node_revision = {
  columns: {
    nid: id,
    vid: serial,
    langcode,
    revision_uid: optionalId,
    revision_timestamp: optionalInt,
    revision_log: optionalText,
    revision_default: optionalTiny,
  },
  indexes: {
    node__nid: ['nid'],
    node_field__langcode: ['langcode'],
    node_field__revision_uid__target_id: ['revision_uid'],
  },
} as const satisfies Table;

export const node_field_data = {
  columns: {
    nid: id,
    vid: id,
    type,
    langcode,
    status: tiny,
    uid: id,
    title,
    created: int,
    changed: int,
    promote: tiny,
    sticky: tiny,
    default_langcode: tiny,
    revision_translation_affected: optionalTiny,
  },
  primaryKey: ['nid', 'langcode'],
  indexes: {
    node__id__default_langcode__langcode: ['nid', 'default_langcode', 'langcode'],
    node__vid: ['vid'],
    node_field__type__target_id: ['type'],
    node_field__uid__target_id: ['uid'],
    node_field__created: ['created'],
    node_field__changed: ['changed'],
    node__status_type: ['status', 'type', 'nid'],
    node__frontpage: ['promote', 'status', 'sticky', 'created'],
    node__title_type: ['title', 'type'],
  },
} as const satisfies Table;

export const node_field_revision = {
  columns: {
    nid: id,
    vid: id,
    langcode,
    status: tiny,
    uid: id,
    title: { ...title, isNullable: true },
    created: optionalInt,
    changed: optionalInt,
    promote: optionalTiny,
    sticky: optionalTiny,
    default_langcode: tiny,
    revision_translation_affected: optionalTiny,
  },
  primaryKey: ['vid', 'langcode'],
  indexes: {
    node__id__default_langcode__langcode: ['nid', 'default_langcode', 'langcode'],
    node_field__uid__target_id: ['uid'],
  },
} as const satisfies Table;

const body = {
  body_value: text,
  body_summary: optionalText,
  body_format: { type: 'varchar', length: 255, isAscii: true, isNullable: true },
} as const;

export const node__body = fieldTable(body, 'body_format');
export const node_revision__body = fieldTable(body, 'body_format', 'revision');
