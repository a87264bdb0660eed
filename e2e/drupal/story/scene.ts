import type { Browser } from 'playwright-core';
import type { Claims } from '../claims.ts';
import type { PushServer } from '../push-server.ts';
import type { Secrets } from '../secrets.ts';
import type { ThrowawaySite } from '../throwaway-site.ts';
import type { LogIn, Visitor } from '../visitor.ts';

/** All that a part of the story is played with. */
export interface Scene {
  readonly site: ThrowawaySite;
  readonly server: PushServer;
  readonly browser: Browser;
  readonly claims: Claims;
  readonly secrets: Secrets;
  /** Name → password and uid of the accounts. */
  readonly people: Readonly<Record<'alice' | 'bob', Person>>;
  /**
   * Has the site have modules of others; without one of them in the code base the claims are left out, loudly.
   *
   * @param question - what installs them, with `args`. @default install-module, with their names
   * @returns whether they are there.
   */
  bring(
    modules: readonly string[],
    claims: readonly string[],
    question?: string,
    ...args: readonly unknown[]
  ): Promise<boolean>;
  /** Has somebody come with a browser of their own: logged in, unless it is nobody the site knows. */
  arrive(person?: LogIn): Promise<Visitor>;
  /** The cookie of a new log-in, whose browser is closed. */
  cookieOf(person: LogIn): Promise<string>;
  /** Where a screenshot of this name goes. */
  screenshot(name: string): string;
}

/** An account of the site. */
export interface Person extends LogIn {
  readonly uid: string;
}
