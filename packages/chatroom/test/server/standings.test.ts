import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Caller } from '@drupal-nodejs/server';
import { describe, expect, it } from 'vitest';
import { call, createUser, drupalSite, startChat } from './chat-site.ts';
import { temporaryFolder } from './database-file.ts';
import { noteStatements } from './noted-statements.ts';
import { standingsContract } from './standings-contract.ts';

describe('standings on SQLite', () => {
  standingsContract(async () => `sqlite://localhost/${join(temporaryFolder(), 'site.sqlite')}`);
});

describe('a plain line, from the request to the receipt', () => {
  async function begin() {
    const { url, site } = await drupalSite();
    const people: Caller[] = [];
    for (const name of ['Alice', 'Bob', 'Carol']) people.push(await createUser({ site }, name));
    const chat = await startChat(url);
    const send = (author: Caller) =>
      call(chat, 'send', { room: 'lobby', client_id: randomUUID(), body: 'hello' }, author);
    // The first of all looks the room up.
    await Promise.all(people.map(send));
    const statements = noteStatements();
    return { people, send, kinds: () => statements.map((text) => text.trim().split(/\s/)[0]) };
  }

  const five = ['select', 'begin', 'update', 'insert', 'commit'];

  it('costs one statement for its author’s rights and two for itself, between BEGIN and COMMIT', async () => {
    const { people, send, kinds } = await begin();
    for (const author of people.slice(0, 1)) await send(author);
    expect(kinds()).toEqual(five);
  });

  it('costs no more with those that come in the same turn', async () => {
    const { people, send, kinds } = await begin();
    await Promise.all(people.map(send));
    expect(kinds()).toEqual(five);
  });
});
