export type { Column, Table } from '../schema/table.ts';
export { createTables } from './create-tables.ts';
export { describeTables } from './describe-tables.ts';
export { installSite, openSite } from './install-site.ts';
export type { NewNode } from './new-node.ts';
export type { NewSession, WrittenSession } from './new-session.ts';
export type { NewUser } from './new-user.ts';
export { type NewRole, Site } from './site.ts';
export type { SchemaEntry } from './table-sql.ts';
