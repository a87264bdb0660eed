import { existsSync } from 'node:fs';
import { publicSid } from '@drupal-nodejs/drupal';
import { installSite, openSite, type Site } from '@drupal-nodejs/drupal/install';
import bcrypt from 'bcryptjs';
import type { PhpAccount } from '../php/php.ts';
import type { StateFolder } from '../state-folder.ts';

/** Somebody of the demo, as the page shows them. */
export interface Person {
  readonly uid: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** The role that can be taken and given, and the channel of those who have it. */
export const editor = { id: 'editor', label: 'Editor', channel: 'role:editor' } as const;

/** Labels of the site's roles. */
export const roles: Readonly<Record<string, string>> = {
  anonymous: 'Anonymous user',
  authenticated: 'Authenticated user',
  [editor.id]: editor.label,
  administrator: 'Administrator',
};

/** Everybody's password is their own name in small letters: the demo prints it, and answers on loopback only. */
export function passwordOf(name: string): string {
  return name.toLowerCase();
}

const staff = [
  { name: 'admin', roles: ['administrator'] },
  { name: 'Alice', roles: [editor.id] },
  { name: 'Bob', roles: [editor.id] },
];

/** Opens the site's database, and makes it first where there is none. */
export async function openPeople(state: StateFolder): Promise<Site> {
  if (existsSync(state.databaseFile)) return openSite(state.databaseUrl);
  const site = await installSite(state.databaseUrl);
  await site.createRole({ id: editor.id, label: editor.label, weight: 2 });
  await site.createRole({ id: 'administrator', label: 'Administrator', isAdmin: true, weight: 3 });
  for (const { name, roles } of staff) {
    const hash = await bcrypt.hash(passwordOf(name), 10);
    // PHP's name of the same algorithm.
    await site.createUser({ name, roles, passwordHash: hash.replace(/^\$2b\$/, '$2y$') });
  }
  return site;
}

/** The users of the site and what they may, read and changed in Drupal's own tables. */
export class People {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** Checks name and password against Drupal's hash; undefined when they don't fit. */
  async authenticate(name: string, password: string): Promise<{ uid: number; name: string } | undefined> {
    const row = await this.#site.db
      .selectFrom('users_field_data')
      .select(['uid', 'name', 'pass'])
      .where('default_langcode', '=', 1)
      .where('status', '=', 1)
      .where('uid', '>', 0)
      .execute()
      // In JavaScript, for the column's own collation exists only in PHP.
      .then((rows) => rows.find((user) => user.name.toLowerCase() === name.toLowerCase()));
    // bcrypt sees the first 72 bytes only; Drupal refuses what is far longer.
    if (row?.pass == null || password.length > 512) return undefined;
    return (await bcrypt.compare(password, row.pass)) ? { uid: row.uid, name: row.name } : undefined;
  }

  /** Everybody with their stored roles. */
  async all(): Promise<Person[]> {
    const users = await this.#site.db
      .selectFrom('users_field_data')
      .select(['uid', 'name'])
      .where('uid', '>', 0)
      .orderBy('uid')
      .execute();
    return Promise.all(
      users.map(async ({ uid, name }) => ({ uid: String(uid), name, roles: await this.#rolesOf(uid) })),
    );
  }

  /** The account behind a token: its session must still be there, and its user active. */
  async ofSession(uid: string, sid: string): Promise<PhpAccount | undefined> {
    const rows = await this.#site.db
      .selectFrom('sessions')
      .innerJoin('users_field_data', 'users_field_data.uid', 'sessions.uid')
      .select(['sessions.sid', 'sessions.uid', 'users_field_data.name'])
      .where('sessions.uid', '=', Number(uid))
      .where('users_field_data.status', '=', 1)
      .execute();
    const row = rows.find((session) => publicSid(session.sid) === sid);
    if (row === undefined) return undefined;
    return { uid, name: row.name, roles: await this.#rolesOf(row.uid), sid };
  }

  /** Gives or takes a role; tells whether that changed anything. */
  async setRole(uid: string, role: string, has: boolean): Promise<boolean> {
    const held = await this.#stored(Number(uid));
    if (held.includes(role) === has) return false;
    if (has) {
      const row = {
        bundle: 'user',
        deleted: 0,
        entity_id: Number(uid),
        revision_id: Number(uid),
        langcode: 'en',
        delta: held.length,
        roles_target_id: role,
      };
      await this.#site.db.insertInto('user__roles').values(row).execute();
    } else {
      await this.#site.db
        .deleteFrom('user__roles')
        .where('entity_id', '=', Number(uid))
        .where('roles_target_id', '=', role)
        .execute();
    }
    return true;
  }

  async #rolesOf(uid: number): Promise<string[]> {
    return ['authenticated', ...(await this.#stored(uid))];
  }

  async #stored(uid: number): Promise<string[]> {
    const rows = await this.#site.db
      .selectFrom('user__roles')
      .select('roles_target_id')
      .where('entity_id', '=', uid)
      .orderBy('delta')
      .execute();
    return rows.map((row) => row.roles_target_id);
  }
}
