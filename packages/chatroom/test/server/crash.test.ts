import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HistoryPage, SendReceipt } from '@drupal-nodejs/chatroom';
import { describe, expect, it } from 'vitest';
import { call, createUser, drupalSite, startChat } from './chat-site.ts';

type Message = { published: number } | { receipt: SendReceipt };

/** Runs a chat in a process of its own; resolves when it is gone. */
async function runChat(url: string, user: string, killAt: number, clientIds: readonly string[]) {
  const program = fileURLToPath(new URL('./crashing-chat.ts', import.meta.url));
  const child = fork(program, [url, user, String(killAt), ...clientIds], {
    execArgv: ['--conditions=source'],
  });
  const messages: Message[] = [];
  child.on('message', (message: Message) => messages.push(message));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return {
    end: signal ?? code,
    published: messages.flatMap((message) => ('published' in message ? [message.published] : [])),
    receipts: messages.flatMap((message) => ('receipt' in message ? [message.receipt] : [])),
  };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID());
}

describe('a chat process that is killed between commit and publication', () => {
  it('loses no line: history has them all, and a resend finds each', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const clientIds = ids(5);
    const crashed = await runChat(url, alice.user, 1, clientIds);
    expect(crashed).toMatchObject({ end: 'SIGKILL', published: [] });

    const chat = await startChat(url, { rooms: { lobby: { members: ['authenticated'] } } });
    const { lines } = (await call(chat, 'history', { room: 'lobby', after: 0 }, alice)) as HistoryPage;
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(lines.map(({ client_id }) => client_id).sort()).toEqual([...clientIds].sort());
    for (const { client_id, mid, seq, created, body } of lines) {
      const receipt = await call(chat, 'send', { room: 'lobby', client_id, body }, alice);
      expect(receipt).toEqual({ client_id, mid, seq, created });
    }
    expect(await call(chat, 'history', { room: 'lobby' }, alice)).toMatchObject({ head_seq: 5 });
  });

  it('has every line in the database that it acknowledged', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const crashed = await runChat(url, alice.user, 40, ids(60));
    expect(crashed.end).toBe('SIGKILL');
    expect(crashed.receipts.length).toBeGreaterThanOrEqual(35);

    const chat = await startChat(url, { rooms: { lobby: { members: ['authenticated'] } } });
    const { lines } = (await call(chat, 'history', { room: 'lobby', limit: 100 }, alice)) as HistoryPage;
    const stored = lines.map(({ client_id, mid, seq, created }) => ({ client_id, mid, seq, created }));
    for (const receipt of crashed.receipts) expect(stored).toContainEqual(receipt);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
  });
});

describe('two chat processes on one database', () => {
  it('number the lines of a room as one', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    // The tables and the room are there before both begin.
    await (await startChat(url, { rooms: { lobby: { members: ['authenticated'] } } })).stop?.();
    const both = await Promise.all([
      runChat(url, alice.user, 0, ids(80)),
      runChat(url, alice.user, 0, ids(80)),
    ]);
    expect(both.map(({ end }) => end)).toEqual([0, 0]);
    const seqs = both.flatMap(({ receipts }) => receipts.map(({ seq }) => seq)).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 160 }, (_, index) => index + 1));
    for (const { published } of both) expect(published).toEqual([...published].sort((a, b) => a - b));
  });
});
