import type { Drupal } from '@drupal-nodejs/drupal';
import { type Answer, emptyAnswer, jsonAnswer } from './answer.ts';
import type { AppRequest } from './app-request.ts';
import { asMap, type DrupalAnswer, type DrupalHttp, wordsOf } from './drupal-http.ts';
import { AppError } from './errors.ts';
import { sessionToken } from './session-token.ts';
import type { Visit } from './visit.ts';

/** Longer than any name or password that Drupal takes. */
const LONGEST = 512;

/**
 * Log-in and log-out, both done by Drupal itself: its flood control, its second factor, its hooks, its sessions.
 *
 * Of what Drupal answers only its session cookie and its words go on.
 */
export class LogIn {
  readonly #drupal: Drupal;
  readonly #http: DrupalHttp;

  constructor(drupal: Drupal, http: DrupalHttp) {
    this.#drupal = drupal;
    this.#http = http;
  }

  /** Logs in by name and password. @throws AppError `APP_REQUEST`, `APP_CSRF`, `APP_LOGIN_REFUSED`, `APP_DRUPAL_*` */
  async logIn(request: AppRequest, body: unknown): Promise<Answer> {
    requireOwnPage(request);
    const { name, pass } = asMap(body);
    if (!isText(name) || !isText(pass)) {
      throw new AppError('APP_REQUEST', `expected {name, pass}, each a text of 1 to ${LONGEST} signs`);
    }
    const answer = await this.#http.send({
      method: 'POST',
      path: '/user/login?_format=json',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ name, pass }),
      address: request.address,
    });
    if (answer.status !== 200) throw refusal(answer);
    const cookies = this.#sessionCookies(answer);
    if (cookies.length === 0) {
      throw new AppError(
        'APP_DRUPAL_ANSWER',
        `expected Drupal to set the cookie ${this.#drupal.cookieName}, found none of that name: ` +
          'compare baseUrl, cookieDomain and the reverse proxy of settings.php',
      );
    }
    return jsonAnswer(200, {}, { 'set-cookie': cookies });
  }

  /** Ends the session of the request. @throws AppError `APP_DRUPAL_*` */
  async logOut({ account }: Visit, request: AppRequest): Promise<Answer> {
    const drupal = this.#drupal;
    const cookie = drupal.sessionCookie(request.headers);
    // Without a log-in there is nothing to end.
    if (account.uid === 0 || cookie === undefined) return emptyAnswer();
    const token = await this.#logOutToken(request);
    const answer =
      token === undefined
        ? undefined
        : await this.#http.send({
            method: 'POST',
            path: `/user/logout?_format=json&token=${token}`,
            headers: { cookie, accept: 'application/json' },
            address: request.address,
          });
    const isOver = answer?.status === 204 || (await drupal.from(request.headers)).uid === 0;
    if (!isOver) {
      const found = answer ? wordsOf(answer) : 'no seed for the token of a log-out';
      throw new AppError('APP_DRUPAL_ANSWER', `expected Drupal to end the session, found ${found}`);
    }
    return emptyAnswer(answer && { 'set-cookie': this.#sessionCookies(answer) });
  }

  /** Drupal gives a session without seed one when it is first asked for a token. */
  async #logOutToken(request: AppRequest): Promise<string | undefined> {
    const tokenNow = () => this.#drupal.csrfToken(request.headers, 'user/logout');
    const known = await tokenNow();
    if (known !== undefined) return known;
    await sessionToken(this.#drupal, this.#http, request);
    return await tokenNow();
  }

  #sessionCookies({ headers }: DrupalAnswer): string[] {
    return (headers['set-cookie'] ?? []).filter((cookie) => cookie.startsWith(`${this.#drupal.cookieName}=`));
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST;
}

/** A page of somebody else's must not log its visitor in: a form can't send JSON, and a script of theirs is named. */
function requireOwnPage({ headers }: AppRequest): void {
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  const site = headers['sec-fetch-site'];
  if (!isJson || site === 'cross-site') {
    throw new AppError('APP_CSRF', 'expected JSON from a page of this site, found something else');
  }
}

function refusal(answer: DrupalAnswer): AppError {
  const { status } = answer;
  // A form for people, a second factor's page: the log-in isn't over, and only Drupal's own page can end it.
  if (status >= 300 && status < 400) {
    return new AppError(
      'APP_LOGIN_REFUSED',
      'Drupal wants more than name and password: log in at its own page',
    );
  }
  if (status >= 400 && status < 500) {
    return new AppError('APP_LOGIN_REFUSED', wordsOf(answer), { status });
  }
  return new AppError('APP_DRUPAL_ANSWER', `expected a log-in, found ${wordsOf(answer)}`);
}
