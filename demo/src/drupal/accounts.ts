import { DemoError } from '../demo-error.ts';
import type { EventLog } from '../event-log.ts';
import type { Host, HostName } from '../hosts.ts';
import type { DrupalHalf } from '../php/drupal-half.ts';
import type { People, Person } from './people.ts';
import type { EndedSession, Visitors } from './visitors.ts';
import type { Watchdog } from './watchdog.ts';

/** Log-in, log-out and roles, with all that follows: the log, the revocation, the word to the page. */
export class Accounts {
  readonly #people: People;
  readonly #visitors: Visitors;
  readonly #watchdog: Watchdog;
  readonly #half: DrupalHalf;
  readonly #events: EventLog;

  constructor(parts: {
    people: People;
    visitors: Visitors;
    watchdog: Watchdog;
    half: DrupalHalf;
    events: EventLog;
  }) {
    this.#people = parts.people;
    this.#visitors = parts.visitors;
    this.#watchdog = parts.watchdog;
    this.#half = parts.half;
    this.#events = parts.events;
  }

  /** Checks the password and writes a session; undefined when it doesn't fit. */
  async logIn(
    host: Host,
    given: { name: string; pass: string; address: string },
  ): Promise<{ person: Person; cookie: string } | undefined> {
    const user = await this.#people.authenticate(given.name, given.pass);
    if (user === undefined) {
      const variables = { '%user': given.name };
      await this.#watchdog.log({
        type: 'user',
        message: 'Login attempt failed for %user.',
        variables,
        severity: 5,
      });
      return undefined;
    }
    const cookie = await this.#visitors.logIn(host, user.uid, given.address);
    const person = await this.#person(String(user.uid));
    await this.#log('Session opened for %name.', person, person);
    this.#tell('logged-in', person, { host: host.name });
    return { person, cookie };
  }

  /** Ends a session: the row first, so that nothing can connect with it, then its live connections. */
  async logOut(session: EndedSession, host?: HostName): Promise<number> {
    await this.#visitors.end(session);
    const person = await this.#person(session.uid);
    const connections = await this.#revoke(person, () => this.#half.loggedOut(session.uid, session.sid));
    await this.#log('Session closed for %name.', person, person);
    this.#tell('logged-out', person, { connections, ...(host === undefined ? {} : { host }) });
    return connections;
  }

  /** Gives or takes a role; connections come back with the rights of now. Tells how many. */
  async setRole(
    name: string,
    role: string,
    has: boolean,
    by: Person | undefined,
  ): Promise<number | undefined> {
    const person = (await this.#people.all()).find((somebody) => somebody.name === name);
    if (person === undefined) return undefined;
    if (!(await this.#people.setRole(person.uid, role, has))) return 0;
    const connections = await this.#revoke(person, () => this.#half.rightsChanged(person.uid));
    const change = has ? 'given to' : 'taken from';
    await this.#log(`Role %role ${change} %name.`, person, by, { '%role': role });
    this.#tell(has ? 'role-given' : 'role-taken', person, { role, connections });
    return connections;
  }

  /** Tells the push server; the change itself holds already, and doesn't fail because the server is away. */
  async #revoke(about: Person, tell: () => Promise<number>): Promise<number> {
    try {
      return await tell();
    } catch (error) {
      if (!(error instanceof DemoError)) throw error;
      const variables = { '%name': about.name, '@reason': error.message };
      const message = 'The push server did not hear of the change for %name: @reason';
      await this.#watchdog.log({ type: 'nodejs', message, variables, severity: 3 });
      return 0;
    }
  }

  async #person(uid: string): Promise<Person> {
    return (
      (await this.#people.all()).find((person) => person.uid === uid) ?? { uid, name: `#${uid}`, roles: [] }
    );
  }

  async #log(
    message: string,
    about: Person,
    who: Person | undefined,
    more: Record<string, string> = {},
  ): Promise<void> {
    await this.#watchdog.log({ type: 'user', message, variables: { '%name': about.name, ...more }, who });
  }

  #tell(
    what: 'logged-in' | 'logged-out' | 'role-given' | 'role-taken',
    person: Person,
    more: { host?: HostName; role?: string; connections?: number },
  ): void {
    this.#events.emit({ type: 'account', uid: person.uid, name: person.name, what, ...more });
  }
}
