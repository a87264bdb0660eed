import { createDrupal, type Drupal, DrupalError } from '@drupal-nodejs/drupal';
import { type Answer, errorAnswer, jsonAnswer, pageAnswer } from './answer.ts';
import { type AppOptions, requireAppOptions } from './app-options.ts';
import { type AppRequest, isUnsafe } from './app-request.ts';
import { DrupalHttp } from './drupal-http.ts';
import { AppError } from './errors.ts';
import { LogIn } from './log-in.ts';
import { logInPath } from './log-in-page.ts';
import type { Requirement } from './requirement.ts';
import { Visit } from './visit.ts';
import { whoamiPage } from './whoami-page.ts';

/** One of the app's own routes, whatever framework serves it. @internal */
export interface AppRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A log-in brings no session of which it could have a token. */
  readonly isBeforeLogIn: boolean;
  answer(visit: Visit, request: AppRequest, body: unknown): Promise<Answer>;
}

/**
 * Opens a Drupal for an app; the adapters of Fastify and Express take what this returns.
 *
 * @throws AppError `APP_OPTION`, or DrupalError `DRUPAL_BASE_URL`, `DRUPAL_DATABASE_*`, `DRUPAL_TABLES_MISSING`
 */
export async function createApp(options: AppOptions): Promise<DrupalApp> {
  requireAppOptions(options);
  const { baseUrl, url = baseUrl, timeoutMs = 10_000 } = options;
  const address = URL.parse(url);
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new AppError('APP_OPTION', `url: expected an address like http://127.0.0.1:8888, found "${url}"`);
  }
  const drupal = await createDrupal(options);
  return new DrupalApp(
    drupal,
    new DrupalHttp({ url: address, baseUrl: new URL(baseUrl), timeoutMs }),
    options,
  );
}

/** A Drupal as an app uses it, whatever its framework; made by `createApp`. */
export class DrupalApp {
  /** Sessions, users, configuration, typed queries. */
  readonly drupal: Drupal;
  /** @internal */
  readonly routes: readonly AppRoute[];
  readonly #http: DrupalHttp;
  readonly #checksCsrf: boolean;
  readonly #logInPage: string;
  readonly #report: (error: AppError) => void;

  /** @internal */
  constructor(drupal: Drupal, http: DrupalHttp, options: AppOptions) {
    const { prefix = '/drupal', csrf = true, logInPage = '' } = options;
    const { whoami = process.env.NODE_ENV === 'development' } = options;
    this.drupal = drupal;
    this.#http = http;
    this.#checksCsrf = csrf;
    this.#logInPage = logInPage;
    this.#report = options.report ?? printError;
    const logIn = new LogIn(drupal, http);
    const route = (
      method: 'GET' | 'POST',
      path: string,
      answer: AppRoute['answer'],
      isBeforeLogIn = false,
    ) => ({
      method,
      path,
      isBeforeLogIn,
      answer,
    });
    this.routes = [
      route('POST', `${prefix}/log-in`, (_visit, request, body) => logIn.logIn(request, body), true),
      route('POST', `${prefix}/log-out`, (visit, request) => logIn.logOut(visit, request)),
      route('GET', `${prefix}/session`, (visit) => session(visit)),
      ...(whoami
        ? [
            route('GET', '/whoami', async (visit, request) =>
              pageAnswer(whoamiPage(visit, request, { prefix, cookieName: drupal.cookieName })),
            ),
          ]
        : []),
    ];
  }

  /**
   * Tells who a request comes from.
   *
   * @throws AppError `APP_ACCOUNT_UNKNOWN` when Drupal's database can't say; then nobody gets in
   */
  async visit(request: AppRequest): Promise<Visit> {
    return new Visit(await known(this.drupal.from(request.headers)), request, this.drupal, this.#http);
  }

  /**
   * Refuses what changes something in the name of who is logged in, unless a page of this visitor's sent it.
   *
   * Not asked of who isn't logged in, and of a bearer's token, which no other site's page can make a browser send.
   *
   * @throws AppError `APP_CSRF` or `APP_ACCOUNT_UNKNOWN`
   */
  async requireCsrfToken(request: AppRequest, { account }: Visit): Promise<void> {
    if (!this.#checksCsrf || !isUnsafe(request) || account.uid === 0 || account.sid === undefined) return;
    if (!(await known(this.drupal.hasValidCsrfToken(request.headers)))) {
      throw new AppError(
        'APP_CSRF',
        'expected the session’s token in the header X-CSRF-Token, found none or another',
      );
    }
  }

  /** What is said to who doesn't meet a requirement; undefined when they do. */
  refuse(requirement: Requirement, request: AppRequest, { account }: Visit): Answer | undefined {
    const error = requirement(account);
    if (error === undefined) return undefined;
    const isPage = request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '');
    if (account.uid === 0 && isPage && this.#logInPage !== '') {
      const location = logInPath(this.#logInPage, request.url);
      return { status: 302, headers: { location, 'cache-control': 'private, no-store' }, body: '' };
    }
    // Who may not because nobody knows them yet is told to log in.
    return errorAnswer(account.uid === 0 ? new AppError('APP_LOGIN_REQUIRED', error.message) : error);
  }

  /** What is said of what this package threw; what it didn't throw is thrown on. @internal */
  answerTo(error: unknown): Answer {
    if (!(error instanceof AppError)) throw error;
    if (error.statusCode >= 500) this.#report(error);
    return errorAnswer(error);
  }

  async close(): Promise<void> {
    this.#http.close();
    await this.drupal.close();
  }
}

function printError({ code, message, cause }: AppError): void {
  console.error(`${code}: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`);
}

/** For scripts of the app's pages: who is here, and the token that changes want. */
async function session(visit: Visit): Promise<Answer> {
  const { uid, name, roles } = visit.account;
  return jsonAnswer(200, { uid, name, roles, csrfToken: (await visit.csrfToken()) ?? null });
}

async function known<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof DrupalError)) throw cause;
    throw new AppError('APP_ACCOUNT_UNKNOWN', `nobody can say who asks (${cause.code})`, { cause });
  }
}
