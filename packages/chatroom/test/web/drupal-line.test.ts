import { RoomFeed } from '@drupal-nodejs/chatroom/feed';
import { expect, it } from 'vitest';
import { type DrupalLine, drupalConnection } from '../../src/web/drupal-line.ts';

/** A page's line to a server that lets everybody in, until it tells otherwise. */
function openLine() {
  const told = new Set<Parameters<DrupalLine['onState']>[0]>();
  const subscribed = new Set<() => void>();
  const line: DrupalLine = {
    on: (_channel, listener) => {
      subscribed.add(listener.subscribed);
      return () => subscribed.delete(listener.subscribed);
    },
    onState: (listener) => {
      told.add(listener);
      return () => told.delete(listener);
    },
    rpc: async () => {
      throw { code: 1500, message: 'Later.', temporary: true };
    },
    presence: async () => ({}),
  };
  return {
    line,
    connect: () => {
      for (const listener of subscribed) listener();
    },
    cut: (final: boolean) => {
      for (const listener of told) listener({ state: 'offline', final });
    },
  };
}

it('a room knows whether its line comes back by itself, and keeps what is written either way', () => {
  const { line, connect, cut } = openLine();
  const feed = new RoomFeed({ room: 'lobby', link: drupalConnection(line).link('lobby') });
  connect();
  cut(false);
  expect(feed.snapshot.state).toBe('connecting');
  cut(true);
  expect(feed.snapshot.state).toBe('over');
  feed.send({ body: 'hello?' });
  expect(feed.snapshot.pending).toMatchObject([{ body: 'hello?', state: 'waiting' }]);
  connect();
  expect(feed.snapshot.state).toBe('loading');
  feed.close();
});
