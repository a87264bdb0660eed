import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { type ClassicMessage, type ClassicOptions, installClassic } from '../src/classic.ts';
import { notifyCallback } from '../src/classic-notify.ts';
import type { StateListener } from '../src/connection.ts';
import type { ChannelMember, Handler, Listener } from '../src/listener.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A page with the classic API and the hands that move its client. */
function page() {
  const handlers: (Handler | Listener)[] = [];
  const stateListeners: StateListener[] = [];
  const client: ClassicOptions['client'] & { state: 'connecting' | 'live' | 'offline' } = {
    origin: 'this-page',
    state: 'offline',
    user: '7',
    connect: () => undefined,
    extend: () => undefined,
    onAny: (handler) => {
      handlers.push(handler);
      return () => undefined;
    },
    onState: (listener) => {
      stateListeners.push(listener);
      return () => undefined;
    },
  };
  const ran: string[] = [];
  const classic = installClassic({ client, drupal: {}, connectTimeoutMs: 100 });
  const record = (name: string) => ({ callback: (_message: ClassicMessage) => ran.push(name) });
  return {
    classic,
    client,
    ran,
    record,
    publish(data: unknown, channel = 'nodejs_notify', info?: ChannelMember) {
      const publication = { channel, data, ...(info && { info }) };
      for (const handler of handlers) if (typeof handler === 'function') handler(publication);
    },
    state(state: 'connecting' | 'live' | 'offline') {
      client.state = state;
      for (const listener of stateListeners) listener({ state, final: false });
    },
  };
}

test('a message that names no callback runs every one', () => {
  const { classic, ran, record } = page();
  classic.callbacks.one = record('one');
  classic.callbacks.two = record('two');

  classic.runCallbacks({ channel: 'x' });

  expect(ran).toEqual(['one', 'two']);
});

test.each([
  ['two', ['two']],
  [
    ['two', 'one'],
    ['two', 'one'],
  ],
  ['nobody', []],
  ['constructor', []],
] as const)('a message with callback %j runs %j', (callback, expected) => {
  const { classic, ran, record } = page();
  classic.callbacks.one = record('one');
  classic.callbacks.two = record('two');

  classic.runCallbacks({ callback: typeof callback === 'string' ? callback : [...callback] });

  expect(ran).toEqual(expected);
});

test('the example that developers copy lets a message without data pass', async () => {
  const { classic } = page();
  const failed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const talk = new URL('../../../modules/nodejs/modules/nodejs_example/js/talk.js', import.meta.url);
  runInNewContext(await readFile(talk, 'utf8'), { Drupal: { Nodejs: classic } });

  classic.runCallbacks({ broadcast: true, commands: [] });

  expect(failed).not.toHaveBeenCalled();
});

test('presence and content channel notices have callbacks of their own', () => {
  const { classic, ran, record } = page();
  classic.callbacks.plain = record('plain');
  classic.presenceCallbacks.presence = record('presence');
  classic.contentChannelNotificationCallbacks.content = record('content');

  classic.runCallbacks({ presenceNotification: { uid: 7 } });
  classic.runCallbacks({ contentChannelNotification: true });
  classic.runCallbacks({ callback: 'plain', presenceNotification: {} });

  expect(ran).toEqual(['presence', 'content', 'plain']);
});

test.each([{}, { callback: ['commands', 'presence', 'plain'] }, { presenceNotification: { uid: 8 } }])(
  'what a client published, %j, runs nothing that is for Drupal’s messages only',
  (message) => {
    const { classic, ran, record, publish } = page();
    classic.callbacks.plain = record('plain');
    classic.callbacks.commands = { ...record('commands'), serverOnly: true };
    classic.presenceCallbacks.presence = record('presence');
    classic.connect();

    publish(message, 'room', { client: 'c1', user: '8' });

    expect(ran).toEqual(['plain']);
  },
);

test('each callback gets a message of its own to write into', () => {
  const { classic } = page();
  const seen: unknown[] = [];
  const spoil = {
    callback(message: ClassicMessage) {
      seen.push(structuredClone(message));
      message.channel = 'changed';
      (message.data as { subject: string }).subject = 'changed';
    },
  };
  classic.callbacks.one = spoil;
  classic.callbacks.two = spoil;

  classic.runCallbacks({ channel: 'x', data: { subject: 's' } });

  expect(seen).toEqual(Array(2).fill({ channel: 'x', data: { subject: 's' } }));
});

test('a failing callback is told on the console and the next one runs', () => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  const { classic, ran, record } = page();
  const failure = new Error('broken');
  classic.callbacks.broken = {
    callback() {
      throw failure;
    },
  };
  classic.callbacks.next = record('next');

  classic.runCallbacks({});

  expect(ran).toEqual(['next']);
  expect(told).toHaveBeenCalledExactlyOnceWith('Drupal.Nodejs: callback broken failed', failure);
});

test('publications arrive as messages once the page has connected', () => {
  const { classic, publish } = page();
  const seen: ClassicMessage[] = [];
  classic.callbacks.example = { callback: (message) => seen.push(message) };
  classic.connect();
  classic.connect();

  publish({ data: { subject: 'a' } }, 'user:7');
  publish({ channel: 'nodejs_user_7' }, 'user:7');
  publish('a line of text');
  publish(['a list']);

  expect(seen).toEqual([{ channel: 'user:7', data: { subject: 'a' } }, { channel: 'nodejs_user_7' }]);
});

test("a message that this page's own request caused is ignored", () => {
  const { classic, ran, record } = page();
  classic.callbacks.one = record('one');
  classic.connect();

  classic.runCallbacks({ clientSocketId: 'this-page' });
  classic.runCallbacks({ clientSocketId: 'another' });

  expect(ran).toEqual(['one']);
});

test('setup handlers hear when the line comes and goes, once each time', () => {
  const { classic, ran, state } = page();
  classic.connectionSetupHandlers.example = {
    connect: () => ran.push('connect'),
    disconnect: () => ran.push('disconnect'),
  };
  classic.connect();

  for (const next of ['connecting', 'live', 'connecting', 'offline', 'live'] as const) state(next);

  expect(ran).toEqual(['connect', 'disconnect', 'connect']);
  expect(classic.socket).toMatchObject({ id: 'this-page', connected: true });
});

test.each([
  ['offline', ['connectionFailure']],
  ['live', []],
] as const)('a page that is %s after the timeout runs %j', (end, expected) => {
  vi.useFakeTimers();
  const { classic, ran, state } = page();
  classic.connectionSetupHandlers.example = { connectionFailure: () => ran.push('connectionFailure') };
  classic.connect();
  state(end);

  vi.advanceTimersByTime(349);
  expect(ran).toEqual([]);
  vi.advanceTimersByTime(1);

  expect(ran).toEqual(expected);
});

test('a notice is shown as text, whatever markup it carries', () => {
  const shown: string[] = [];
  const notify = notifyCallback({
    checkPlain: (text) => text.replaceAll('<', '&lt;'),
    Message: class {
      add(html: string): string {
        shown.push(html);
        return html;
      }
    },
  });

  notify.callback({ data: { subject: '<img onerror=x>', body: 'body' } });
  notify.callback({ data: { other: 'no notice' } });

  expect(shown).toEqual(['&lt;img onerror=x><br>body']);
});
