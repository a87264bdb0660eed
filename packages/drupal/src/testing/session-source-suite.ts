import assert from 'node:assert/strict';
import { decodeSession } from '../php-serialize/index.ts';
import { hashSessionId } from '../session/session-id.ts';
import type { SessionSource, StoredSession } from '../session/session-source.ts';

/** A source of sessions with the store behind it, as a test commands them. */
export interface SessionStore {
  readonly source: SessionSource;
  /** Logs somebody in as Drupal does, under this cookie's value. */
  logIn(uid: number, cookieValue: string): Promise<void>;
  /** Ends a session as Drupal does at a log-out. */
  end(cookieValue: string): Promise<void>;
  /** Makes the store unreachable, until `mend`. */
  break(): Promise<void>;
  mend(): Promise<void>;
  /** Closes all that was opened. */
  close(): Promise<void>;
}

/** One promise of the contract; `run` rejects when it is broken. */
export interface Case {
  readonly name: string;
  run(): Promise<void>;
}

/**
 * What every source of sessions has to keep: `SessionSource` says what, this tries it.
 *
 * Belongs to no test framework: `for (const { name, run } of sessionSourceSuite(open)) it(name, run)`.
 *
 * @param open a new empty store, in which the users 1 to 9 exist and are active
 */
export function sessionSourceSuite(open: () => Promise<SessionStore>): readonly Case[] {
  const on = (name: string, run: (store: SessionStore) => Promise<void>): Case => ({
    name,
    run: async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    },
  });
  return [
    on('a session is found under the value of its cookie', async ({ source, logIn }) => {
      await logIn(7, ALICE);
      const session = only(await source.find([ALICE]), ALICE);
      assert.equal(session.uid, 7);
      assert.equal(session.id, hashSessionId(ALICE));
      if (session.lastUsed !== undefined) assert.ok(Math.abs(session.lastUsed - Date.now() / 1000) < 3600);
      if (session.payload) {
        const attributes = decodeSession(session.payload).get('_sf2_attributes');
        assert.equal(attributes instanceof Map && Number(attributes.get('uid')), 7);
      }
    }),
    on('what is unknown is left out, whoever is asked for beside it', async ({ source, logIn }) => {
      assert.equal((await source.find([BOB])).size, 0);
      await logIn(7, ALICE);
      assert.deepEqual([...(await source.find([BOB, ALICE, NOBODY])).keys()], [ALICE]);
    }),
    on('what is told at once is what is told', async ({ source, logIn, end }) => {
      if (!source.findNow) return;
      await logIn(7, ALICE);
      for (const value of [ALICE, BOB]) {
        const now = source.findNow(value);
        if (now !== undefined) assert.deepEqual(now ?? undefined, (await source.find([value])).get(value));
      }
      await end(ALICE);
      assert.ok(!source.findNow(ALICE));
    }),
    on('a full batch is told apart, each by its own cookie', async ({ source, logIn }) => {
      const values = Array.from(
        { length: source.batchSize ?? 512 },
        (_, n) => `${String(n).padStart(22, '0')}`,
      );
      for (const [n, value] of values.entries()) await logIn(1 + (n % 9), value);
      const found = await source.find(values);
      assert.deepEqual(
        values.map((value) => found.get(value)?.uid),
        values.map((_, n) => 1 + (n % 9)),
      );
    }),
    on('nothing is remembered: a session that ended is not found again', async ({ source, logIn, end }) => {
      await logIn(7, ALICE);
      await logIn(8, BOB);
      assert.equal((await source.find([ALICE, BOB])).size, 2);
      await end(ALICE);
      assert.deepEqual([...(await source.find([ALICE, BOB])).keys()], [BOB]);
      await logIn(9, ALICE);
      assert.equal(only(await source.find([ALICE]), ALICE).uid, 9);
    }),
    on('a value in another case, or with more to it, is another value', async ({ source, logIn }) => {
      await logIn(7, ALICE);
      const others = [ALICE.toUpperCase(), `${ALICE}a`, ALICE.slice(0, -1)];
      assert.equal((await source.find(others)).size, 0);
    }),
    on('values of every sign and length that PHP writes are found', async ({ source, logIn }) => {
      for (const value of STRANGE) {
        await logIn(3, value);
        assert.equal(only(await source.find([value]), value).uid, 3);
      }
    }),
    on('a visitor who is not logged in is nobody', async ({ source, logIn }) => {
      await logIn(0, ALICE);
      assert.equal((await source.find([ALICE])).get(ALICE)?.uid ?? 0, 0);
    }),
    on('it fails while the store is away, and answers when it is back', async (store) => {
      const { source } = store;
      await store.logIn(7, ALICE);
      assert.equal((await source.find([ALICE])).size, 1);
      await store.break();
      for (let n = 0; n < 2; n++) {
        await assert.rejects(async () => await source.find([ALICE]));
        await assert.rejects(async () => source.findNow?.(ALICE) ?? (await source.find([ALICE])));
      }
      if (source.findAgain) {
        const known = [{ cookieValue: ALICE, id: hashSessionId(ALICE) }];
        await assert.rejects(async () => await source.findAgain?.(known));
      }
      await store.mend();
      await store.logIn(7, ALICE);
      await until(async () => (await source.find([ALICE])).size === 1);
    }),
    on('sessions are found again by what was told of them', async ({ source, logIn, end }) => {
      await logIn(7, ALICE);
      await logIn(8, BOB);
      const known = [...(await source.find([ALICE, BOB]))].map(([cookieValue, { id }]) => ({
        cookieValue,
        id,
      }));
      await end(ALICE);
      const again = source.findAgain
        ? await source.findAgain(known)
        : await source.find(known.map(({ cookieValue }) => cookieValue));
      assert.deepEqual([...again.keys()], [BOB]);
      assert.equal(again.get(BOB)?.uid, 8);
    }),
  ];
}

const ALICE = 'a3q5lww0colpal9ubgbvds58fiwmg-cwam9ihxlv86a2bgln';
const BOB = 'B3q5lWW0COlPAl9UbgBVds58fIWmG,CWAM9IHxLV86a2bglN';
const NOBODY = 'x'.repeat(32);
const STRANGE = ['0'.repeat(22), `${','.repeat(30)}-`, '_'.repeat(43), 'aZ09,-_'.repeat(36)];

const MEND_LIMIT_MS = 10_000;

function only(found: ReadonlyMap<string, StoredSession>, cookieValue: string): StoredSession {
  const session = found.get(cookieValue);
  assert.ok(session, 'the session was not found');
  return session;
}

/** A connection comes back by itself, but not at once. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + MEND_LIMIT_MS;
  for (;;) {
    try {
      if (await isTrue()) return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    if (performance.now() > deadline) throw new Error(`not back within ${MEND_LIMIT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
