import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type {
  ClientInfo,
  ConnectResult,
  HistoryResult,
  Method,
  Publication,
  Push,
  RefreshResult,
  Reply,
  ReplyBody,
  SubscribeResult,
} from '../src/index.ts';
import { JsonCodec } from '../src/index.ts';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```json (client|server)\n(.*?)\n```$/gms)].map(
  ([, from, text = '']) => ({
    from,
    text,
  }),
);
const fromClient = examples.filter(({ from }) => from === 'client').map(({ text }) => text);
const fromServer = examples.filter(({ from }) => from === 'server').map(({ text }) => text);
const codec = new JsonCodec();

type Keys<T> = T extends unknown ? keyof T : never;
type Body<T, K extends PropertyKey> = Extract<T, Record<K, unknown>>[K];
type Fields = Record<string, unknown>;

// The compiler holds these lists complete; the tests hold the page equal to them.
const methods = {
  connect: true,
  subscribe: true,
  unsubscribe: true,
  publish: true,
  presence: true,
  presence_stats: true,
  history: true,
  ping: true,
  rpc: true,
  refresh: true,
  sub_refresh: true,
  send: true,
  pong: true,
} satisfies Record<Exclude<Method, 'invalid'>, true>;

const replies = {
  connect: true,
  subscribe: true,
  unsubscribe: true,
  publish: true,
  presence: true,
  presence_stats: true,
  history: true,
  ping: true,
  rpc: true,
  refresh: true,
  sub_refresh: true,
  error: true,
} satisfies Record<Keys<ReplyBody>, true>;

const pushes = {
  pub: true,
  join: true,
  leave: true,
  subscribe: true,
  unsubscribe: true,
  connect: true,
  disconnect: true,
  refresh: true,
  message: true,
} satisfies Record<Exclude<Keys<Push>, 'channel'>, true>;

const fields = {
  ClientInfo: { user: true, client: true, conn_info: true, chan_info: true } satisfies Record<
    keyof ClientInfo,
    true
  >,
  Publication: { offset: true, data: true, info: true, tags: true } satisfies Record<keyof Publication, true>,
  SubscribeResult: {
    recoverable: true,
    positioned: true,
    epoch: true,
    offset: true,
    publications: true,
    recovered: true,
    was_recovering: true,
    expires: true,
    ttl: true,
  } satisfies Record<keyof SubscribeResult, true>,
  ConnectResult: {
    client: true,
    version: true,
    subs: true,
    data: true,
    expires: true,
    ttl: true,
    ping: true,
    pong: true,
    session: true,
  } satisfies Record<keyof ConnectResult, true>,
  RefreshResult: { client: true, expires: true, ttl: true } satisfies Record<keyof RefreshResult, true>,
  HistoryResult: { publications: true, epoch: true, offset: true } satisfies Record<
    keyof HistoryResult,
    true
  >,
  PresenceStats: { num_clients: true, num_users: true } satisfies Record<
    keyof Body<ReplyBody, 'presence_stats'>,
    true
  >,
  Error: { code: true, message: true, temporary: true } satisfies Record<
    keyof Body<ReplyBody, 'error'>,
    true
  >,
  Unsubscribe: { code: true, reason: true } satisfies Record<keyof Body<Push, 'unsubscribe'>, true>,
  Disconnect: { code: true, reason: true, reconnect: true } satisfies Record<
    keyof Body<Push, 'disconnect'>,
    true
  >,
};

describe('docs/protocol.md', () => {
  test('shows every command', () => {
    const shown = fromClient.map((text) => codec.decode(Buffer.from(text))[0]?.method);
    expect(new Set(shown)).toEqual(new Set(Object.keys(methods)));
  });

  test('shows every reply and every push', () => {
    const kinds = fromServer.map((text) => JSON.parse(text) as Fields).filter((reply) => !isEmpty(reply));
    const ofReply = kinds.filter((reply) => 'id' in reply).flatMap((reply) => without(reply, 'id'));
    const ofPush = kinds.flatMap((reply) =>
      'push' in reply ? without(reply.push as Fields, 'channel') : [],
    );
    expect(new Set(ofReply)).toEqual(new Set(Object.keys(replies)));
    expect(new Set(ofPush)).toEqual(new Set(Object.keys(pushes)));
  });

  test.each(fromClient)('is right that a client may say %s', (text) => {
    const commands = codec.decode(Buffer.from(text));
    expect(commands).toHaveLength(1);
    expect(commands[0]?.method).not.toBe('invalid');
    // A field that changes nothing when it is taken away isn't read: the page would promise too much.
    for (const lesser of withoutEachField(JSON.parse(text) as Fields)) {
      expect(read(JSON.stringify(lesser)), `without a field: ${JSON.stringify(lesser)}`).not.toEqual(
        commands,
      );
    }
  });

  test.each(fromServer)('is right that the server may say %s', (text) => {
    const example = JSON.parse(text) as Fields;
    const sent = codec.encode([isEmpty(example) ? 'ping' : (encodePublications(example) as Reply)]);
    expect(JSON.parse(sent.toString())).toEqual(example);
  });

  test('shows every field of what the server says, and no other', () => {
    const shown = { ...emptySets(fields) };
    for (const text of fromServer) collect(JSON.parse(text) as Fields, shown);
    for (const [type, names] of Object.entries(fields)) {
      expect(shown[type], type).toEqual(new Set(Object.keys(names)));
    }
  });
});

function read(text: string): unknown {
  try {
    return codec.decode(Buffer.from(text));
  } catch (error) {
    return error;
  }
}

/** Every copy of an example that lacks one field; application data inside `data` is not ours to take apart. */
function withoutEachField(value: Fields): Fields[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const { [name]: _, ...rest } = value;
    const deeper = isObject(inner) && name !== 'data' ? withoutEachField(inner) : [];
    return [rest, ...deeper.map((lesser) => ({ ...value, [name]: lesser }))];
  });
}

/** The codec wants a publication's data as JSON text. */
function encodePublications(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => encodePublications(entry, name));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'data' && (name === 'pub' || name === 'publications')
        ? JSON.stringify(inner)
        : encodePublications(inner, key),
    ]),
  );
}

function collect(reply: Fields, shown: Record<string, Set<string>>): void {
  const add = (type: keyof typeof fields, value: unknown) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value)) shown[type]?.add(name);
    if (type === 'ConnectResult') each(value.subs, (sub) => add('SubscribeResult', sub));
    if (Array.isArray(value.publications)) for (const pub of value.publications) add('Publication', pub);
    if (type === 'Publication') add('ClientInfo', value.info);
  };
  const push = isObject(reply.push) ? reply.push : {};
  for (const body of [reply, push]) {
    add('ConnectResult', body.connect);
    add('SubscribeResult', body.subscribe);
    add('RefreshResult', body.refresh);
    add('RefreshResult', body.sub_refresh);
    add('HistoryResult', body.history);
    add('Publication', body.pub);
    add('PresenceStats', body.presence_stats);
    add('Error', body.error);
    add('Disconnect', body.disconnect);
    for (const kind of [body.join, body.leave]) if (isObject(kind)) add('ClientInfo', kind.info);
  }
  add('Unsubscribe', push.unsubscribe);
  if (isObject(reply.presence)) each(reply.presence.presence, (info) => add('ClientInfo', info));
}

function each(value: unknown, visit: (inner: unknown) => void): void {
  if (isObject(value)) for (const inner of Object.values(value)) visit(inner);
}

function emptySets(types: object): Record<string, Set<string>> {
  return Object.fromEntries(Object.keys(types).map((type) => [type, new Set<string>()]));
}

function without(value: Fields, name: string): string[] {
  return Object.keys(value).filter((key) => key !== name);
}

function isEmpty(value: Fields): boolean {
  return Object.keys(value).length === 0;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
