import { ClientError, type Report } from './client-error.ts';
import type { TabStorage } from './tab-storage.ts';

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

interface KeptAnswer {
  readonly answer: TokenAnswer;
  /** On this machine's clock, milliseconds. */
  readonly keepUntil: number;
}

const requestTimeoutMs = 10_000;
// A token that dies while the page connects would cost a second request at once.
const spareLifeMs = 5_000;

/**
 * Drupal's token route, asked once per life of a token however many pages and subscriptions want one.
 */
export class TokenRoute {
  readonly #url: string;
  readonly #storage: TabStorage;
  readonly #report: Report;
  #kept: KeptAnswer | undefined;
  #request: Promise<TokenAnswer> | undefined;
  #isFromEarlierPage: boolean;

  constructor(url: string, storage: TabStorage, report: Report) {
    this.#url = url;
    this.#storage = storage;
    this.#report = report;
    this.#kept = keptAnswer(storage.get('token'));
    this.#isFromEarlierPage = this.#kept !== undefined;
  }

  /** Whether there is an answer, asked for by an earlier page of this tab. */
  get isFromEarlierPage(): boolean {
    return this.#isFromEarlierPage;
  }

  /**
   * Gives the kept answer while it lives and is wanted, else a new one.
   *
   * @param isWanted - false for an answer whose token the server has refused.
   * @throws ClientError `token-unreachable` (worth another try) or `token-refused`; reported once, however
   * many wait.
   */
  async answer(isWanted: (answer: TokenAnswer) => boolean): Promise<TokenAnswer> {
    const kept = this.#kept;
    if (kept !== undefined && Date.now() < kept.keepUntil && isWanted(kept.answer)) return kept.answer;
    this.#request ??= this.#ask()
      .catch((error: ClientError) => {
        this.#report(error);
        throw error;
      })
      .finally(() => {
        this.#request = undefined;
      });
    return this.#request;
  }

  forget(): void {
    this.#kept = undefined;
    this.#isFromEarlierPage = false;
    this.#storage.delete('token');
  }

  /** Keeps the newest answer for the next page; called once its user is known to be this page's. */
  keep(): void {
    if (this.#kept !== undefined) this.#storage.set('token', JSON.stringify(this.#kept));
  }

  async #ask(): Promise<TokenAnswer> {
    const response = await this.#fetch();
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
    this.#kept = { answer, keepUntil: Date.now() + lifeMs - spareLifeMs };
    this.#isFromEarlierPage = false;
    return answer;
  }

  async #fetch(): Promise<Response> {
    try {
      return await fetch(this.#url, {
        cache: 'no-store',
        headers: { Accept: 'application/json' },
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
    } catch (cause) {
      throw new ClientError('token-unreachable', `token route ${this.#url} is not reached`, { cause });
    }
  }
}

function keptAnswer(json: string | undefined): KeptAnswer | undefined {
  if (json === undefined) return undefined;
  try {
    const kept = JSON.parse(json) as KeptAnswer;
    return isTokenAnswer(kept.answer) ? kept : undefined;
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
