import { readFileSync } from 'node:fs';
import { Disconnect, DisconnectCode, type Reply } from '@drupal-nodejs/protocol';
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/connection/cursor.ts';
import { EventStream } from '../../src/transport/event-stream.ts';

describe('events for EventSource', () => {
  it('are those that docs/protocol.md shows', () => {
    const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
    const [, shown] = /^```events\n(.*?)```$/ms.exec(page) ?? [];
    const stream = new EventStream(new Cursor('', []), () => '');
    const position = { recoverable: true, positioned: true } as const;
    const bytes = [
      stream.encode([
        'ping',
        {
          push: {
            connect: {
              client: '5e0c7f64-3f44-4a4b-b1fd-a83e8c1c1c3a',
              version: 'drupal-nodejs',
              ping: 25,
              expires: true,
              ttl: 300,
              subs: {
                'content:news': {
                  ...position,
                  epoch: 'bXkc',
                  offset: 3,
                  was_recovering: true,
                  recovered: false,
                },
                'user:7': { ...position, epoch: 'bXkd', offset: 0 },
              },
            },
          },
        },
      ]),
      stream.encode([
        {
          push: {
            channel: 'content:news',
            pub: { offset: 4, data: JSON.stringify('<li>Two lines\r\nof text</li>') },
          },
        },
        { push: { channel: 'user:7', pub: { offset: 1, data: '{"unread":3}' } } },
      ]),
      stream.encodeEnd(new Disconnect(DisconnectCode.invalidToken, 'revoked')),
    ];
    expect(Buffer.concat(bytes).toString()).toBe(`:\n\n${shown}\n`);
  });

  it('carry the same bytes to every listener but for the id', () => {
    const streams = [1, 2].map(() => new EventStream(new Cursor('', []), () => ''));
    const push = { channel: 'user:7', pub: { data: '{"n":1}' } };
    const [one, two] = streams.map((stream) => stream.encode([{ push }]).toString());
    expect(one).toBe('event: user:7\ndata: {"n":1}\n\n');
    expect(two).toBe(one);
  });

  it('are the same bytes, id and all, for listeners of a fan-out who stand at the same place', () => {
    const at = (offset: number, seal = ''): EventStream => {
      const cursor = new Cursor(seal, [['user:7', { epoch: 'e', offset }]]);
      return new EventStream(cursor, () => seal);
    };
    const fanOut = (...offsets: readonly number[]): Reply[] =>
      offsets.map((offset) => ({ push: { channel: 'user:7', pub: { offset, data: `${offset}` } } }));
    const [here, beside, behind, sealed] = [at(2), at(2), at(1), at(2, 'a.b')];
    const first = fanOut(3, 4);
    const frame = here.encode(first);
    expect(frame.toString()).toBe(
      'id: - user:7@e:3\nevent: user:7\ndata: 3\n\nid: - user:7@e:4\nevent: user:7\ndata: 4\n\n',
    );
    expect(beside.encode(first)).toBe(frame);
    expect(sealed.encode(first).toString()).toBe(`${frame}`.replaceAll('id: -', 'id: a.b'));
    const second = fanOut(5);
    for (const stream of [here, beside, behind, sealed]) {
      expect(`${stream.encode(second)}`).toMatch(/^id: (-|a\.b) user:7@e:5\nevent: user:7\ndata: 5\n\n$/);
    }
  });

  it('called like an event of this stream or of EventSource come as `message`', () => {
    const stream = new EventStream(new Cursor('', []), () => '');
    for (const channel of ['open', 'error', 'connect', 'disconnect', 'unsubscribe', 'state-lost']) {
      const text = stream.encode([{ push: { channel, pub: { data: '1' } } }]).toString();
      expect([channel, text]).toEqual([channel, 'event: message\ndata: 1\n\n']);
    }
  });

  it('never let a publication write another field or event', () => {
    const stream = new EventStream(new Cursor('', []), () => '');
    const data = JSON.stringify('a\nid: end\revent: state-lost\r\n\r\nretry: 1\n\n');
    const lines = stream
      .encode([{ push: { channel: 'user:7', pub: { data } } }])
      .toString()
      .trimEnd()
      .split(/\r\n|\r|\n/);
    expect(lines.shift()).toBe('event: user:7');
    expect(lines.filter((line) => !line.startsWith('data: ') && line !== 'data:')).toEqual([]);
  });

  it('leave out what somebody else put into the store that is no JSON, and go on behind it', () => {
    const stream = new EventStream(new Cursor('', [['user:7', { epoch: 'e', offset: 1 }]]), () => '');
    const replies = ['"no end', '"after"'].map((data, n) => ({
      push: { channel: 'user:7', pub: { offset: n + 2, data } },
    }));
    expect(`${stream.encode(replies)}`.replace(/^id: .*\n/, '')).toBe(
      'id: - user:7@e:3\nevent: user:7\ndata: after\n\n',
    );
  });
});
