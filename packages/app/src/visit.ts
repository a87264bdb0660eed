import type { Account, Drupal } from '@drupal-nodejs/drupal';
import type { AppRequest } from './app-request.ts';
import { Content } from './content/content.ts';
import type { DrupalHttp } from './drupal-http.ts';
import { sessionToken } from './session-token.ts';

/** One request, with Drupal's user behind it; `request.drupal`. */
export class Visit {
  /** Who asks, as Drupal has it now. */
  readonly account: Account;
  readonly #request: AppRequest;
  readonly #drupal: Drupal;
  readonly #http: DrupalHttp;
  #content: Content | undefined;

  /** @internal */
  constructor(account: Account, request: AppRequest, drupal: Drupal, http: DrupalHttp) {
    this.account = account;
    this.#request = request;
    this.#drupal = drupal;
    this.#http = http;
  }

  /** May who asks do what the permission names? */
  can(permission: string): boolean {
    return this.account.can(permission);
  }

  /** Drupal's content, as who asks may see and change it. */
  get content(): Content {
    this.#content ??= new Content(this.#drupal, this.#http, this.#request);
    return this.#content;
  }

  /**
   * What pages of this visitor send as `X-CSRF-Token`; undefined for who isn't logged in.
   *
   * @throws AppError `APP_DRUPAL_*` when the session has no seed yet and Drupal can't be asked for one
   */
  async csrfToken(): Promise<string | undefined> {
    if (this.account.uid === 0) return undefined;
    return await sessionToken(this.#drupal, this.#http, this.#request);
  }
}
