import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../shared/simulation.ts';
import { composer, go, lines, say, texts } from '../web/house.ts';
import { canShake, listenIn, ShakyHouse, type ShakySite } from './shaky-house.ts';
import { Tab } from './tab.ts';

const rooms = {
  cellar: { title: 'Cellar', members: ['editor'] },
  library: { title: 'Library', members: ['authenticated'] },
  lobby: { title: 'Lobby', moderators: ['editor'], members: ['authenticated'] },
};

describe.runIf(canShake)(
  'what a room promises, whatever breaks (needs Chromium and MariaDB)',
  {
    timeout: 240_000,
  },
  () => {
    const house = new ShakyHouse();

    it('reaches nobody who was put out, on the socket or by asking, from the answer to the ban on', async () => {
      const site = await house.site(rooms, { eve: ['editor'], bob: [], carol: [] });
      const { people, proxy } = site;
      const [eve, bob, carol] = [tabOf(site, 'eve'), tabOf(site, 'bob'), tabOf(site, 'carol')];
      const page = await site.visit(people.carol);
      await go(page, 'lobby');
      const frames = await listenIn(page, proxy);
      bob.say();
      await shows(page, 'bob 1');
      await carol.settled(1);

      const ban = { room: 'lobby', uid: Number(people.carol.user), kind: 'ban' };
      await eve.rpc('chat.impose', { ...ban, reason: 'Enough.' });
      for (let n = 0; n < 5; n++) bob.say();
      await eve.settled(6);
      for (const [method, data] of [
        ['history', {}],
        ['sync', { since: 0 }],
        ['send', { client_id: crypto.randomUUID(), body: 'let me in' }],
      ] as const) {
        await expect(carol.rpc(`chat.${method}`, { room: 'lobby', ...data })).rejects.toMatchObject({
          code: 1404,
        });
      }
      await page.locator('nav button[data-room="lobby"]').waitFor({ state: 'detached' });

      // What her socket brought before she was let in again came before this.
      await eve.rpc('chat.lift', ban);
      await go(page, 'lobby');
      await shows(page, 'bob 6');
      const lifted = frames.findIndex((frame) => frame.includes('"lifted"'));
      expect(lifted).toBeGreaterThan(0);
      expect(frames.slice(0, lifted).filter((frame) => /bob [2-6]/.test(frame))).toEqual([]);
      expect(await texts(page)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `bob ${n}`));
    });

    it('brings nothing of a room into another, nor to who isn’t in it', async () => {
      const { people, proxy, visit } = await house.site(rooms, { eve: ['editor'], bob: [] });
      const names = ['lobby', 'cellar', 'library'];
      const writers = names.map((room) => new Tab(room, people.eve, proxy.address, () => 1, room));
      const page = await visit(people.bob);
      await go(page, 'lobby');
      const frames = await listenIn(page, proxy);
      for (let round = 1; round <= 4; round++) {
        for (let n = 0; n < 5; n++) for (const writer of writers) writer.say();
        proxy.cut();
        await Promise.all(writers.map((writer) => writer.settled(round * 5)));
      }
      for (const room of ['library', 'lobby', 'library']) {
        await go(page, room);
        await shows(page, `${room} 20`);
        expect(await texts(page)).toEqual(Array.from({ length: 20 }, (_, n) => `${room} ${n + 1}`));
      }
      expect(frames.join('')).toContain('library 20');
      expect(frames.join('')).not.toContain('cellar');
    });

    it('never takes a reader’s place back, on two pages that come and go', async () => {
      const site = await house.site(rooms, { alice: [], bob: [] });
      const { people, db, proxy } = site;
      const [alice, stale] = [tabOf(site, 'alice'), tabOf(site, 'bob')];
      const [one, other] = [await site.visit(people.bob), await site.visit(people.bob)];
      await Promise.all([one, other].map((page) => go(page, 'lobby')));
      const told = await Promise.all([one, other].map((page) => listenIn(page, proxy)));
      const places: number[] = [];
      for (let round = 1; round <= 3; round++) {
        for (let n = 0; n < 4; n++) alice.say();
        if (round % 2 === 0) proxy.cut();
        await Promise.all([one, other].map((page) => shows(page, `alice ${round * 4}`)));
        // A page that slept tells of what it had read long ago.
        const { read_seq } = (await stale.rpc('chat.read', { room: 'lobby', seq: 1 })) as {
          read_seq: number;
        };
        places.push(read_seq);
        while ((await readOf(db, people.bob.user)) < round * 4) {
          // Pages tell of it in a moment.
        }
        places.push(await readOf(db, people.bob.user));
      }
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places.at(-1)).toBe(12);
      for (const frames of told) {
        const seqs = frames.flatMap((frame) =>
          [...frame.matchAll(/"type":"read","room":"lobby","read_seq":(\d+)/g)].map(([, seq]) => Number(seq)),
        );
        expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      }
    });

    it('is whole on a page that was asleep and without network, with what was written there', async () => {
      const site = await house.site(rooms, { bob: [], carol: [] });
      const { people, db, proxy, kill, restart } = site;
      const bob = tabOf(site, 'bob');
      const page = await site.visit(people.carol);
      await go(page, 'lobby');
      bob.say();
      await shows(page, 'bob 1');

      await page.context().setOffline(true);
      const { target } = proxy;
      proxy.target = '127.0.0.1:1';
      proxy.cut();
      await say(page, 'from under a bridge');
      await page.locator('.pending-lines li', { hasText: 'bridge' }).waitFor();
      const state = await page.context().newCDPSession(page);
      await state.send('Page.setWebLifecycleState', { state: 'frozen' });
      // The others go on meanwhile, with another server.
      proxy.target = target;
      await kill();
      await restart();
      for (let n = 0; n < 150; n++) bob.say();
      await bob.settled(151);

      await state.send('Page.setWebLifecycleState', { state: 'active' });
      await page.context().setOffline(false);
      await shows(page, 'from under a bridge');
      await page.locator('.pending-lines:not(:has(li))').waitFor({ state: 'attached' });
      const stored = await storedIn(db);
      expect(stored).toEqual([
        ...Array.from({ length: 151 }, (_, n) => `bob ${n + 1}`),
        'from under a bridge',
      ]);
      const shown = await texts(page);
      expect(shown.length).toBeGreaterThan(50);
      expect(shown).toEqual(stored.slice(-shown.length));
    });

    it('has once what waits in a tab and in its copy', async () => {
      const { people, db, kill, restart, visit } = await house.site(rooms, { carol: [] });
      const page = await visit(people.carol);
      await go(page, 'lobby');
      await composer(page).and(page.locator(':not([disabled])')).waitFor();
      await kill();
      for (const text of ['one', 'two', 'three']) await say(page, text);
      await page.locator('.pending-lines li', { hasText: 'three' }).waitFor();
      // The copy has what the tab kept.
      const opened = page.waitForEvent('popup');
      await page.evaluate('void window.open(location.href)');
      const copy = await opened;
      await restart();
      await go(copy, 'lobby');
      for (const tab of [page, copy]) {
        await shows(tab, 'three');
        await tab.locator('.pending-lines:not(:has(li))').waitFor({ state: 'attached' });
        expect(await texts(tab)).toEqual(['one', 'two', 'three']);
      }
      expect(await storedIn(db)).toEqual(['one', 'two', 'three']);
    });
  },
);

function tabOf<Name extends string>({ people, proxy }: ShakySite<Name>, name: Name): Tab {
  return new Tab(name, people[name], proxy.address, seededRandom(1));
}

async function shows(page: Page, text: string): Promise<void> {
  await lines(page).getByText(text, { exact: true }).waitFor();
}

async function storedIn(db: ShakySite['db']): Promise<readonly string[]> {
  const rows = await db.selectFrom('chatroom_message').select('body').orderBy('seq').execute();
  return rows.map(({ body }) => body);
}

async function readOf(db: ShakySite['db'], user: string): Promise<number> {
  const row = await db
    .selectFrom('chatroom_reader as reader')
    .innerJoin('chatroom_room as room', 'room.rid', 'reader.rid')
    .select('reader.read_seq')
    .where('room.name', '=', 'lobby')
    .where('reader.uid', '=', Number(user))
    .executeTakeFirst();
  return row?.read_seq ?? 0;
}
