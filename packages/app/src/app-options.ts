import type { DrupalOptions } from '@drupal-nodejs/drupal';
import { AppError } from './errors.ts';

/** How an app finds its Drupal. */
export interface AppOptions extends DrupalOptions {
  /** `$settings['hash_salt']` of settings.php: what is changed, and log-out, need its tokens. */
  readonly hashSalt: string;
  /** Address under which Node reaches Drupal, where it is another than that of browsers. @default baseUrl */
  readonly url?: string;
  /** Path of the app's own routes for log-in, log-out and session. @default '/drupal' */
  readonly prefix?: string;
  /** Where browsers are sent that must log in first, with `?destination=`; `''`: they get 401. @default '' */
  readonly logInPage?: string;
  /** Refuse what changes something without `X-CSRF-Token`, where somebody is logged in. @default true */
  readonly csrf?: boolean;
  /** A page that shows who Drupal thinks you are. @default NODE_ENV is `development` */
  readonly whoami?: boolean;
  /** Is told of answers of 500 and more. @default a line on stderr */
  readonly report?: (error: AppError) => void;
  /** Milliseconds after which Drupal's HTTP answers are given up. @default 10000 */
  readonly timeoutMs?: number;
}

/** @throws AppError `APP_OPTION` */
export function requireAppOptions({
  hashSalt,
  prefix = '/drupal',
  logInPage = '',
  timeoutMs = 1,
}: AppOptions): void {
  if (typeof hashSalt !== 'string' || hashSalt === '') {
    throw wrong('hashSalt', "$settings['hash_salt'] of settings.php", 'nothing');
  }
  if (!/^(\/[\w-]+)+$/.test(prefix)) throw wrong('prefix', 'a path such as /drupal', `"${prefix}"`);
  if (logInPage !== '' && !/^\/(?!\/)[^\s\\]*$/.test(logInPage)) {
    throw wrong('logInPage', 'a path of this app such as /log-in', `"${logInPage}"`);
  }
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0)
    throw wrong('timeoutMs', 'milliseconds', String(timeoutMs));
}

function wrong(option: string, expected: string, found: string): AppError {
  return new AppError('APP_OPTION', `${option}: expected ${expected}, found ${found}`);
}
