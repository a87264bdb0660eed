import type { Static, TObject } from 'typebox';
import { Type } from 'typebox';
import type { Site } from '../site/site.ts';

/** One page of a table, and how long the table is. */
export interface TablePage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export interface ChannelRow {
  readonly channel: string;
  readonly listeners: number;
}

export interface UserRow {
  /** "" for all anonymous visitors together. */
  readonly user: string;
  readonly connections: number;
  readonly subscriptions: number;
  readonly waitingBytes: number;
}

export interface ConnectionRow {
  readonly client: string;
  readonly sid: string | null;
  readonly channels: readonly string[];
  /** How many there are in all. */
  readonly subscriptions: number;
  readonly waitingBytes: number;
}

const query = <S extends string>(columns: readonly S[]) =>
  Type.Object({
    site: Type.String(),
    search: Type.String({ maxLength: 255 }),
    sort: Type.Union(columns.map((column) => Type.Literal(column))),
    descending: Type.Boolean(),
    offset: Type.Integer({ minimum: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
  });

export const channelQuery = query(['channel', 'listeners']);
export const userQuery = query(['user', 'connections', 'subscriptions', 'waitingBytes']);

type Query<T extends TObject> = Omit<Static<T>, 'site'>;

/** Channels that have listeners here. */
export function channelTable(site: Site, wanted: Query<typeof channelQuery>): TablePage<ChannelRow> {
  const rows = [...site.hub.occupied()].map(([channel, listeners]) => ({ channel, listeners }));
  return page(rows, wanted, ({ channel }) => channel);
}

/** Users who are connected here. */
export function userTable(site: Site, wanted: Query<typeof userQuery>): TablePage<UserRow> {
  const rows = new Map<string, UserRow>();
  for (const { user, subscriptions, waitingBytes } of site.roster.all()) {
    const row = rows.get(user) ?? { user, connections: 0, subscriptions: 0, waitingBytes: 0 };
    rows.set(user, {
      user,
      connections: row.connections + 1,
      subscriptions: row.subscriptions + subscriptions.size,
      waitingBytes: row.waitingBytes + waitingBytes,
    });
  }
  return page([...rows.values()], wanted, ({ user }) => user);
}

const mostConnections = 100;
const mostChannels = 50;

/** A user's connections here. */
export function connectionTable(site: Site, user: string): TablePage<ConnectionRow> {
  const members = site.roster.find(user);
  const rows = members.slice(0, mostConnections).map(({ client, sid, subscriptions, waitingBytes }) => ({
    client,
    sid: sid ?? null,
    channels: [...subscriptions.keys()].slice(0, mostChannels),
    subscriptions: subscriptions.size,
    waitingBytes,
  }));
  return { rows, total: members.length };
}

function page<Row extends object>(
  rows: readonly Row[],
  { search, sort, descending, offset, limit }: { sort: string } & Omit<Query<typeof userQuery>, 'sort'>,
  nameOf: (row: Row) => string,
): TablePage<Row> {
  const found = search === '' ? [...rows] : rows.filter((row) => nameOf(row).includes(search));
  const sign = descending ? -1 : 1;
  const column = sort as keyof Row;
  found.sort((a, b) => sign * compare(a[column], b[column]) || compare(nameOf(a), nameOf(b)));
  return { rows: found.slice(offset, offset + limit), total: found.length };
}

// Uids are numbers written as texts: 9 comes before 10.
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  const [first, second] = [String(a), String(b)];
  const numbers = Number(first) - Number(second);
  return /^\d+$/.test(first) && /^\d+$/.test(second) ? numbers : first < second ? -1 : first > second ? 1 : 0;
}
