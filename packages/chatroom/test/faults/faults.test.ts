import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { DatabaseServer } from '../../../drupal/test/servers/database-server.ts';
import { seededRandom } from '../shared/simulation.ts';
import type { Moment } from './cutting-proxy.ts';
import { canShake, ShakyHouse } from './shaky-house.ts';
import { Tab } from './tab.ts';

const rooms = { lobby: { title: 'Lobby', members: ['authenticated'] } };
const seed = Number(process.env.FIRST_SEED ?? 1);
const rounds = Number(process.env.ROUNDS ?? 1);

type Fault = Moment | 'cut' | 'lost acknowledgement' | 'database' | 'deadlock' | 'reload';
const faults: readonly Fault[] = [
  ...(['request', 'acknowledgement', 'publication'] as const),
  ...(['cut', 'lost acknowledgement', 'database', 'deadlock', 'reload'] as const),
];

describe.runIf(canShake)('a room under faults (needs Chromium and MariaDB)', () => {
  const house = new ShakyHouse();
  const perRound = 120_000;

  it(`has every acknowledged line in the database once and on every screen once, in order (seed ${seed})`, {
    timeout: perRound * (rounds + 1),
  }, async () => {
    const random = seededRandom(seed);
    const site = await house.site(rooms, { Alice: [], Bob: [], Carol: [] });
    const { Alice: alice, Bob: bob, Carol: carol } = site.people;
    const { proxy, restart, schema } = site;
    const { database } = house;
    const tabs = [
      new Tab('alice', alice, proxy.address, random),
      new Tab('alice too', alice, proxy.address, random),
      new Tab('bob', bob, proxy.address, random),
    ];
    const page = await site.visit(carol);
    let typed = 0;
    const type = async () => {
      typed += 1;
      await page.locator('chat-composer textarea').first().fill(`carol ${typed}`);
      await page.locator('chat-composer textarea').first().press('Enter');
    };
    const talk = () => {
      for (const tab of tabs) for (let n = 0; n < 1 + random() * 3; n++) tab.say();
    };

    /** Ends the server at that moment of a line; what it would have said comes nowhere. */
    const killAt = async (moment: Moment) => {
      const struck = proxy.cutAt(moment);
      talk();
      await struck;
      await site.kill();
    };
    const bring: Readonly<Record<Fault, () => Promise<void>>> = {
      request: async () => {
        await killAt('request');
        await restart();
      },
      acknowledgement: async () => {
        await killAt('acknowledgement');
        talk();
        await restart();
      },
      publication: async () => {
        await killAt('publication');
        await restart();
      },
      cut: async () => {
        talk();
        proxy.cut();
        talk();
      },
      'lost acknowledgement': async () => {
        const struck = proxy.cutAt('acknowledgement');
        talk();
        await struck;
      },
      database: async () => {
        talk();
        await database.stop();
        talk();
        await database.start();
      },
      deadlock: () => deadlock(database, schema, talk),
      reload: async () => {
        await site.kill();
        await type();
        await page.locator('.pending-lines li', { hasText: `carol ${typed}` }).waitFor();
        await page.reload();
        await restart();
      },
    };

    for (let round = 0; round < rounds; round++) {
      for (const fault of shuffled(faults, random)) {
        await page.locator('chat-composer textarea:not([disabled])').first().waitFor();
        await type();
        talk();
        await bring[fault]();
        const total = tabs.reduce((sum, { said }) => sum + said, typed);
        const screens = await Promise.all(tabs.map((tab) => tab.settled(total)));
        const stored = await readLines(database, schema);

        expect(
          stored.map(({ seq }) => seq),
          fault,
        ).toEqual(stored.map((_, place) => place + 1));
        expect(stored, fault).toHaveLength(total);
        for (const { lines } of screens) {
          expect(
            lines.map(({ seq, body }) => ({ seq, body })),
            fault,
          ).toEqual(stored);
        }
        for (const { name, said } of [...tabs, { name: 'carol', said: typed }]) {
          const own = stored.map(({ body }) => body).filter((body) => /^(.*) \d+$/.exec(body)?.[1] === name);
          expect(own, fault).toEqual(Array.from({ length: said }, (_, n) => `${name} ${n + 1}`));
        }
        expect(await shown(page, total), fault).toEqual(stored.slice(-30).map(({ body }) => body));
      }
    }
  });
});

interface Stored {
  readonly seq: number;
  readonly body: string;
}

async function readLines(database: DatabaseServer, schema: string): Promise<readonly Stored[]> {
  const rows = await database.asRoot(`select seq, body from ${schema}.dp_chatroom_message order by seq`);
  return rows.map(({ seq, body }) => ({ seq: Number(seq), body: String(body) }));
}

/** The newest 30 lines on the page, from top to bottom, when the one with that number stands there and none waits. */
async function shown(page: Page, newest: number): Promise<readonly string[]> {
  await page.locator(`chat-conversation article[data-seq="${newest}"]`).waitFor();
  await page.locator('chat-conversation .pending-lines:not(:has(li))').waitFor({ state: 'attached' });
  const texts = await page.locator('chat-conversation article .text').allInnerTexts();
  return texts.slice(-30).map((text) => text.trim());
}

/** Has a commit of the chat and a transaction of somebody else's each wait for the other, so that one has to give way. */
async function deadlock(database: DatabaseServer, schema: string, talk: () => void): Promise<void> {
  const before = await count(database);
  await database.asRoot(`create or replace table ${schema}.weight (n int)`);
  await database.asRoot('begin');
  // Who changed less gives way: that is to be the chat's commit.
  await database.asRoot(`insert into ${schema}.weight select seq from ${schema}.seq_1_to_5000`);
  await database.asRoot(`select * from ${schema}.dp_chatroom_message for update`);
  talk();
  // What InnoDB tells of transactions is made anew only where nobody has asked for a tenth of a second.
  while ((await waiting(database)) === 0) await delay(200);
  await database.asRoot(`update ${schema}.dp_chatroom_room set slow = slow`);
  await database.asRoot('rollback');
  if ((await count(database)) === before) throw new Error('there was no deadlock');
}

async function waiting(database: DatabaseServer): Promise<number> {
  const [row] = await database.asRoot(
    "select count(*) as waiting from information_schema.innodb_trx where trx_state = 'LOCK WAIT'",
  );
  return Number(row?.waiting);
}

async function count(database: DatabaseServer): Promise<number> {
  const [row] = await database.asRoot("show global status like 'Innodb_deadlocks'");
  return Number(row?.Value);
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
