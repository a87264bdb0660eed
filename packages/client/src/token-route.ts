import { ClientError, type Report } from './client-error.ts';
import type { SiteStorage } from './site-storage.ts';

/** What the site's token route answers. */
export interface TokenAnswer {
  /** The connection token. */
  readonly token: string;
  /** End of the tokens' life, unix seconds on the site's clock. */
  readonly expires: number;
  /** Whose tokens these are: uid, "" for an anonymous visitor. */
  readonly user: string;
  /** A token for each channel that needs one. */
  readonly subscriptions: Readonly<Record<string, string>>;
}

/** What a page needs of an answer. */
export interface Wish {
  /** False for an answer that isn't this page's, or whose token the server has refused. */
  readonly isWanted: (answer: TokenAnswer) => boolean;
  /** What cached pages carry instead of tokens, by channel. */
  readonly tickets: ReadonlyMap<string, string>;
}

interface KeptAnswer {
  readonly answer: TokenAnswer;
  /** On this machine's clock, milliseconds. */
  readonly keepUntil: number;
  /** What was handed in for it, by channel: this page's tickets and those of pages before. */
  readonly tickets: Readonly<Record<string, string>>;
}

const requestTimeoutMs = 10_000;
// A token that dies while the page connects would cost a second request at once.
const spareLifeMs = 5_000;
// Pages that a visitor goes to and fro between share a request; those of an hour ago needn't.
const mostTickets = 50;

/**
 * Drupal's token route, asked once per life of a token however many tabs, pages and subscriptions want one.
 */
export class TokenRoute {
  readonly #url: string;
  readonly #storage: SiteStorage;
  readonly #report: Report;
  #kept: KeptAnswer | undefined;
  #request: Promise<TokenAnswer> | undefined;
  #isFromEarlierPage: boolean;

  constructor(url: string, storage: SiteStorage, report: Report) {
    this.#url = url;
    this.#storage = storage;
    this.#report = report;
    this.#kept = keptAnswer(storage.get('token'));
    this.#isFromEarlierPage = this.#kept !== undefined;
  }

  /** Whether there is an answer that this page didn't ask for. */
  get isFromEarlierPage(): boolean {
    return this.#isFromEarlierPage;
  }

  /**
   * Gives the kept answer while it lives and fits the wish, else a new one.
   *
   * @throws ClientError `token-unreachable` (worth another try) or `token-refused`; reported once, however
   * many wait.
   */
  async answer(wish: Wish): Promise<TokenAnswer> {
    const kept = this.#fitting(wish);
    if (kept !== undefined) return kept;
    this.#request ??= this.#takeTurn(wish)
      .catch((error: ClientError) => {
        this.#report(error);
        throw error;
      })
      .finally(() => {
        this.#request = undefined;
      });
    const answer = await this.#request;
    // A ticket that came while the request was on its way wants one of its own.
    return this.#kept === undefined || covers(this.#kept, wish) ? answer : this.answer(wish);
  }

  forget(): void {
    this.#kept = undefined;
    this.#isFromEarlierPage = false;
    this.#storage.delete('token');
  }

  // Tabs whose tokens end together ask one after the other: the second finds what the first got.
  #takeTurn(wish: Wish): Promise<TokenAnswer> {
    const ask = async () => this.#fitting(wish) ?? (await this.#ask(wish.tickets));
    const { locks } = (globalThis as { readonly navigator?: Partial<Navigator> }).navigator ?? {};
    return locks === undefined ? ask() : locks.request(`nodejs:${this.#url}`, ask);
  }

  #fitting(wish: Wish): TokenAnswer | undefined {
    const fits = (kept: KeptAnswer | undefined): kept is KeptAnswer =>
      kept !== undefined && Date.now() < kept.keepUntil && wish.isWanted(kept.answer) && covers(kept, wish);
    if (fits(this.#kept)) return this.#kept.answer;
    const shared = keptAnswer(this.#storage.get('token'));
    if (!fits(shared)) return undefined;
    this.#kept = shared;
    this.#isFromEarlierPage = true;
    return shared.answer;
  }

  async #ask(wanted: ReadonlyMap<string, string>): Promise<TokenAnswer> {
    const known = new Map([...Object.entries(this.#kept?.tickets ?? {}), ...wanted]);
    const tickets = Object.fromEntries([...known].slice(-Math.max(mostTickets, wanted.size)));
    const response = await this.#fetch(tickets);
    if (!response.ok) {
      const code = response.status === 429 || response.status >= 500 ? 'token-unreachable' : 'token-refused';
      throw new ClientError(code, `token route answered ${response.status}`, { status: response.status });
    }
    const answer: unknown = await response.json().catch((cause: unknown) => {
      throw new ClientError('token-unreachable', 'token route answered no JSON', { cause });
    });
    if (!isTokenAnswer(answer)) {
      throw new ClientError('token-refused', 'token route answered JSON without token, expires and user');
    }
    // The browser's clock may be wrong by hours: only the difference on the site's own clock counts.
    const siteTime = Date.parse(response.headers.get('date') ?? '') || Date.now();
    const lifeMs = answer.expires * 1000 - siteTime;
    this.#kept = { answer, keepUntil: Date.now() + lifeMs - spareLifeMs, tickets };
    this.#isFromEarlierPage = false;
    this.#storage.set('token', JSON.stringify(this.#kept));
    return answer;
  }

  async #fetch(tickets: KeptAnswer['tickets']): Promise<Response> {
    try {
      return await fetch(this.#url, {
        cache: 'no-store',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        signal: AbortSignal.timeout(requestTimeoutMs),
        ...(Object.keys(tickets).length > 0 && { method: 'POST', body: JSON.stringify({ tickets }) }),
      });
    } catch (cause) {
      throw new ClientError('token-unreachable', `token route ${this.#url} is not reached`, { cause });
    }
  }
}

function covers(kept: KeptAnswer, { tickets }: Wish): boolean {
  return [...tickets].every(([channel, ticket]) => kept.tickets[channel] === ticket);
}

function keptAnswer(json: string | undefined): KeptAnswer | undefined {
  if (json === undefined) return undefined;
  try {
    const kept = JSON.parse(json) as KeptAnswer;
    return isTokenAnswer(kept.answer) && typeof kept.tickets === 'object' ? kept : undefined;
  } catch {
    // Another script's or another version's: the route is asked instead.
    return undefined;
  }
}

function isTokenAnswer(value: unknown): value is TokenAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { token, expires, user, subscriptions } = value as Partial<Record<keyof TokenAnswer, unknown>>;
  return (
    typeof token === 'string' &&
    typeof expires === 'number' &&
    typeof user === 'string' &&
    typeof subscriptions === 'object' &&
    subscriptions !== null
  );
}
