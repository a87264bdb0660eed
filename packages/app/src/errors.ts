/** What each error code means, and the HTTP status of its answer; docs/errors.md is held equal to it by a test. */
export const appErrors = Object.freeze({
  APP_OPTION: { status: 500, meaning: 'an option of the app is missing or wrong' },
  APP_REQUEST: { status: 400, meaning: 'a request is not of the form that is expected' },
  APP_LOGIN_REQUIRED: { status: 401, meaning: 'this is for those who are logged in' },
  APP_FORBIDDEN: { status: 403, meaning: 'the account lacks the permission or role' },
  APP_CSRF: { status: 403, meaning: 'a request that changes something lacks the token of its session' },
  APP_LOGIN_REFUSED: { status: 403, meaning: 'Drupal refused the log-in' },
  APP_ACCOUNT_UNKNOWN: { status: 503, meaning: 'nobody can say who asks: Drupal’s database is away' },
  APP_DRUPAL_UNREACHABLE: { status: 502, meaning: 'Drupal can’t be reached, or doesn’t answer in time' },
  APP_DRUPAL_ANSWER: { status: 502, meaning: 'Drupal answered something else than expected' },
  APP_CONTENT_REFUSED: { status: 403, meaning: 'Drupal refused to read or change content' },
});

/** Stable code of an `AppError`. */
export type AppErrorCode = keyof typeof appErrors;

/** Error of this package; `code` is stable, `statusCode` is that of the HTTP answer. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly statusCode: number;

  /** @param options `status`: as Drupal had it, where it did */
  constructor(
    code: AppErrorCode,
    message: string,
    options: ErrorOptions & { readonly status?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.statusCode = options.status ?? appErrors[code].status;
  }
}
