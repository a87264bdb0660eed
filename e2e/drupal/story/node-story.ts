import assert from 'node:assert/strict';
import { createDrupal, loadAccount, openDatabase, openDrupalSessions } from '@drupal-nodejs/drupal';
import { describeTables } from '@drupal-nodejs/drupal/install';
import type { Scene } from './scene.ts';

interface DrupalsAnswer {
  readonly uid: number;
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: Readonly<Record<string, boolean>>;
}

/** By which the accounts of chance are the same each time. */
const seed = 20_261_121;

interface ChanceAccounts {
  readonly permissions: readonly string[];
  readonly accounts: readonly {
    readonly uid: number;
    readonly name: string;
    readonly isActive: boolean;
    readonly roles: readonly string[];
    readonly may: readonly string[];
  }[];
}

interface Table {
  readonly name: string;
  readonly type: string;
  readonly table: string;
  readonly sql: string;
}

/** Node on Drupal's own tables says what Drupal says. */
export async function playNode({ arrive, cookieOf, site, claims, people, secrets }: Scene): Promise<void> {
  await claims.check(
    'Node says the same as Drupal about a session cookie: account, roles, every permission',
    'cookies of the administrator, an editor, a plain user, nobody, a made-up one and a logged-out one; @drupal-nodejs/drupal beside a page of the site that asks currentUser()',
    async () => {
      const cookies = new Map<string, string>([['no cookie', '']]);
      for (const person of [site.admin, people.alice, people.bob]) {
        cookies.set(person.name, await cookieOf(person));
      }
      const leaver = await arrive(people.bob);
      cookies.set('logged out', await leaver.cookie());
      await leaver.logOut(await leaver.open('/user'));
      await leaver.leave();
      cookies.set('made up', `${cookies.get(people.bob.name)?.split('=')[0]}=${'x'.repeat(43)}`);

      const drupal = await createDrupal({
        database: site.databaseUrl,
        baseUrl: site.url,
      });
      let compared = 0;
      try {
        for (const [who, cookie] of cookies) {
          const response = await fetch(`${site.url}/nodejs-e2e/whoami`, { headers: { Cookie: cookie } });
          const theirs = (await response.json()) as DrupalsAnswer;
          const ours = await drupal.from({ cookie });
          const permissions = Object.fromEntries(
            Object.keys(theirs.permissions).map((permission) => [permission, ours.can(permission)]),
          );
          assert.deepEqual(
            { uid: ours.uid, name: ours.name, roles: [...ours.roles].sort(), permissions },
            { ...theirs, roles: [...theirs.roles].sort() },
            `they differ about ${who}`,
          );
          compared += Object.keys(permissions).length;
        }
      } finally {
        await drupal.close();
      }
      return `${cookies.size} cookies, ${compared} permission answers`;
    },
  );

  await claims.check(
    'Drupal itself, asked by a signed request, says the same of a session as its own page',
    'openDrupalSessions() beside the page that asks currentUser(), and the same request with another key',
    async () => {
      const cookie = await cookieOf(people.alice);
      const answer = await fetch(`${site.url}/nodejs-e2e/whoami`, { headers: { Cookie: cookie } });
      const theirs = (await answer.json()) as DrupalsAnswer;
      const open = (secret: string) =>
        createDrupal({
          database: site.databaseUrl,
          baseUrl: site.url,
          sessions: openDrupalSessions({ url: site.url, key: { id: 'b1', secret } }),
        });
      const [drupal, stranger] = [
        await open(secrets.backendKey),
        await open('another key of 32 bytes at least'),
      ];
      try {
        const ours = await drupal.from({ cookie });
        for (const [permission, may] of Object.entries(theirs.permissions)) {
          assert.equal(ours.can(permission), may, `they differ about ${permission}`);
        }
        assert.deepEqual(
          { uid: ours.uid, name: ours.name, roles: [...ours.roles].sort() },
          { uid: theirs.uid, name: theirs.name, roles: [...theirs.roles].sort() },
        );
        await assert.rejects(stranger.from({ cookie }), { code: 'DRUPAL_SESSION_SOURCE' });
        return `${Object.keys(theirs.permissions).length} permission answers`;
      } finally {
        await drupal.close();
        await stranger.close();
      }
    },
  );

  await claims.check(
    'Node says the same as Drupal about 200 accounts made by chance: active or not, roles, every permission',
    '12 roles with permissions by chance, one of them for administrators; User::hasPermission() beside loadAccount()',
    async () => {
      const { permissions, accounts } = await site.ask<ChanceAccounts>('random-accounts', seed, 200);
      const db = await openDatabase(site.databaseUrl);
      try {
        for (const { uid, name, isActive, roles, may } of accounts) {
          const ours = await loadAccount(db, uid);
          assert.equal(ours !== undefined, isActive, `they differ about whether ${uid} is active`);
          if (ours === undefined) continue;
          assert.deepEqual(
            {
              name: ours.name,
              roles: [...ours.roles].sort(),
              may: permissions.filter((each) => ours.can(each)),
            },
            { name, roles: [...roles].sort(), may },
            `they differ about ${uid}`,
          );
        }
      } finally {
        await db.destroy();
        await site.ask(
          'remove-random-roles',
          accounts.map(({ uid }) => uid),
        );
      }
      const active = accounts.filter(({ isActive }) => isActive).length;
      return `${active} active and ${accounts.length - active} blocked, ${active * permissions.length} permission answers`;
    },
  );

  await claims.check(
    'the tables that @drupal-nodejs/drupal/install creates are Drupal’s, column by column',
    'sqlite_master of this install beside describeTables()',
    async () => {
      const real = new Map((await site.ask<readonly Table[]>('tables')).map((item) => [item.name, item]));
      const ours = describeTables();
      const described = (item: Table | undefined) =>
        item === undefined
          ? 'nothing'
          : `${item.type} of ${item.table}: ${item.sql.replace(/\s+/g, ' ').trim()}`;
      const differences = ours
        .filter((item) => described(item) !== described(real.get(item.name)))
        .map((item) => `${item.name}\n  here  ${described(item)}\n  there ${described(real.get(item.name))}`);
      assert.equal(differences.length, 0, differences.join('\n'));
      return `${ours.length} tables and indexes`;
    },
  );
}
