import { DemoError } from '../demo-error.ts';
import type { Php, PhpAccount, PhpAnswer, PhpRequests, PhpRequestType } from './php.ts';
import { outputLimit } from './php.ts';

/** Seconds for which a callback token is good. */
const tokenLifeSeconds = 300;

/** A token of the classic flow and its end (unix seconds). */
export interface CallbackToken {
  readonly token: string;
  readonly expires: number;
}

/**
 * Drupal's half of the demo as the site sees it: the questions it asks PHP.
 *
 * @throws DemoError `php-failed` from each method whose work failed in PHP
 */
export class DrupalHalf {
  readonly #php: Php;
  readonly #tokens = new Map<string, CallbackToken & { uid: string; name: string }>();

  constructor(php: Php) {
    this.#php = php;
  }

  get about(): { kind: 'native' | 'wasm'; version: string } {
    return { kind: this.#php.kind, version: this.#php.version };
  }

  /**
   * The callback token of a session: the same for all its tabs, so that Drupal is asked once for all of them.
   *
   * A new one takes its place when a fifth of its life is left.
   */
  async callbackToken(account: PhpAccount): Promise<CallbackToken> {
    const now = Math.floor(Date.now() / 1000);
    for (const [sid, { expires }] of this.#tokens) if (expires <= now) this.#tokens.delete(sid);
    const kept = this.#tokens.get(account.sid);
    if (kept !== undefined && kept.expires - now > tokenLifeSeconds / 5) return kept;
    const expires = now + tokenLifeSeconds;
    const { token } = await this.#work('page', account, { withToken: true, expires, contentChannels: [] });
    if (token === null) throw new DemoError('php-failed', 'PHP issued no token');
    const issued = { token, expires, uid: account.uid, name: account.name };
    this.#tokens.set(account.sid, issued);
    return issued;
  }

  /** Makes sessions of a user get new tokens: the old ones say what was true before. */
  forgetTokens(uid: string): void {
    for (const [sid, token] of this.#tokens) if (token.uid === uid) this.#tokens.delete(sid);
  }

  /** Who a token was issued to. */
  holderOf(token: string): { uid: string; name: string } | undefined {
    if (token === '') return undefined;
    for (const issued of this.#tokens.values()) if (issued.token === token) return issued;
    return undefined;
  }

  /** Tokens of content channels for a page. */
  async contentTokens(account: PhpAccount, channels: readonly string[]): Promise<Record<string, string>> {
    const input = { withToken: false, expires: 0, contentChannels: channels };
    return (await this.#work('page', account, input)).contentTokens;
  }

  /** The token route's answer; `now` was taken before the account was read. */
  tokens(account: PhpAccount | null, now: number): Promise<Record<string, unknown>> {
    return this.#work('tokens', account, { now });
  }

  /** Answers the push server's classic request. */
  callback(
    account: PhpAccount | null,
    form: Record<string, string>,
  ): Promise<{ status: number; body: string }> {
    return this.#work('callback', account, { form });
  }

  async log(rows: readonly object[]): Promise<void> {
    await this.#work('log', null, { rows });
  }

  /** Tells everybody; fails when the push server didn't take it. */
  async notice(account: PhpAccount | null, subject: string, body: string): Promise<void> {
    const answer = await this.#php.ask({ type: 'notice', account, input: { subject, body } });
    const problem = answer.error?.message ?? answer.reported[0];
    if (problem !== undefined) throw new DemoError('push-refused', problem);
  }

  publish(channel: string, data: unknown): Promise<{ offset: number; epoch: string }> {
    return this.#work('publish', null, { channel, data });
  }

  /** Closes the connections of a session that has ended; tells how many. */
  async loggedOut(uid: string, sid: string): Promise<number> {
    this.#tokens.delete(sid);
    return (await this.#work('logout', null, { uid, sid })).connections ?? 0;
  }

  /** Makes a user's connections come back with the rights of now; tells how many. */
  async rightsChanged(uid: string): Promise<number> {
    this.forgetTokens(uid);
    return (await this.#work('rights-changed', null, { uid })).connections ?? 0;
  }

  /** Runs a visitor's code. */
  console(account: PhpAccount | null, code: string): Promise<PhpAnswer<object>> {
    return this.#php.ask({ type: 'console', account, input: { code, outputLimit } });
  }

  async #work<T extends PhpRequestType>(
    type: T,
    account: PhpAccount | null,
    input: PhpRequests[T]['input'],
  ): Promise<PhpRequests[T]['result']> {
    const { result, error } = await this.#php.ask({ type, account, input });
    if (result === null) throw new DemoError('php-failed', `${type}: ${error?.message ?? 'no answer'}`);
    return result;
  }
}
