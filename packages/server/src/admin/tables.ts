import type { ChannelRow, ConnectionRow, TablePage, TableQuery, UserRow } from '@drupal-nodejs/admin';
import { Type } from 'typebox';
import type { Site } from '../site/site.ts';

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

/** Channels that have listeners here. */
export function channelTable(site: Site, wanted: TableQuery): TablePage<ChannelRow> {
  return page(channelRows(site), wanted, ({ channel }) => channel);
}

function* channelRows(site: Site): Generator<ChannelRow> {
  for (const [channel, listeners] of site.hub.occupied()) {
    yield { channel, listeners };
  }
}

/** Users who are connected here. */
export function userTable(site: Site, wanted: TableQuery): TablePage<UserRow> {
  const rows = new Map<string, { -readonly [K in keyof UserRow]: UserRow[K] }>();
  for (const { user, subscriptions, waitingBytes } of site.roster.all()) {
    const row = rows.get(user);
    if (row === undefined) {
      rows.set(user, { user, connections: 1, subscriptions: subscriptions.size, waitingBytes });
    } else {
      row.connections += 1;
      row.subscriptions += subscriptions.size;
      row.waitingBytes += waitingBytes;
    }
  }
  return page(rows.values(), wanted, ({ user }) => user);
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
  rows: Iterable<Row>,
  { search, sort, descending, offset, limit }: TableQuery,
  nameOf: (row: Row) => string,
): TablePage<Row> {
  const sign = descending ? -1 : 1;
  const column = sort as keyof Row;
  const order = (a: Row, b: Row): number =>
    sign * compare(a[column], b[column]) || compare(nameOf(a), nameOf(b));
  // Only what will be shown is kept: a server with very many channels has better things to do than to sort them. It is
  // sorted when twice as much is there, as putting each row in its place takes far longer where the page is a late one.
  const most = offset + limit;
  const kept: Row[] = [];
  let last: Row | undefined;
  let total = 0;
  for (const row of rows) {
    if (search !== '' && !nameOf(row).includes(search)) {
      continue;
    }
    total += 1;
    if (last !== undefined && order(row, last) >= 0) {
      continue;
    }
    if (kept.push(row) === 2 * most) {
      kept.sort(order).length = most;
      last = kept.at(-1);
    }
  }
  return { rows: kept.sort(order).slice(offset, most), total };
}

// Uids are numbers written as texts: 9 comes before 10, and all of them before names, or else 2 < 11 < 1a < 2.
function compare(a: unknown, b: unknown): number {
  const [first, second] = [rankOf(a), rankOf(b)];
  return first.number - second.number || (first.text < second.text ? -1 : first.text > second.text ? 1 : 0);
}

function rankOf(value: unknown): { readonly number: number; readonly text: string } {
  const text = String(value);
  return { number: /^\d+$/.test(text) ? Number(text) : Number.MAX_VALUE, text };
}
