/** What each error code means; the README's table is held equal to it by a test. */
export const drupalErrors = Object.freeze({
  DRUPAL_BASE_URL: 'the base URL is not an http(s) address',
  DRUPAL_CHANNEL_PATTERN: 'a channel pattern holds a placeholder that does not exist',
  DRUPAL_CONFIG_UNREADABLE: 'a configuration or state row does not hold what Drupal writes there',
  DRUPAL_DATABASE_EXISTS: 'a new site was to be installed where a file or tables already are',
  DRUPAL_DATABASE_FAILED: 'the database refused or failed a statement',
  DRUPAL_DATABASE_MISSING: 'there is no database file at the given path',
  DRUPAL_DATABASE_REPLICA: 'the database server is a replica, which learns of log-outs late',
  DRUPAL_DATABASE_UNREACHABLE: 'the database server cannot be reached, or refuses the log-in',
  DRUPAL_DATABASE_UNREADABLE: 'the file cannot be opened or is not a database',
  DRUPAL_DATABASE_URL: "the database address is not in Drupal's URL form, or names an unknown driver",
  DRUPAL_DRIVER_MISSING: "the npm package for the database's driver is not installed",
  DRUPAL_HASH_SALT: 'a CSRF token was asked for but no hash salt is configured',
  DRUPAL_NAME_CASE: 'a name cannot be written from Node because PHP would sort it differently',
  DRUPAL_QUEUE_NAME: "a queue's name is too long, not ASCII, or one of Drupal's batches",
  DRUPAL_QUEUE_OPTION: 'an option of a queue or its worker is no number that could be meant',
  DRUPAL_QUEUE_STORE: "the store of a queue failed, or can't be reached",
  DRUPAL_SESSION_SOURCE: "the store of sessions failed, or can't be asked",
  DRUPAL_SETTINGS: "a site's settings.php can't be read by PHP, or names no database",
  DRUPAL_TABLES_MISSING: "the database lacks tables of Drupal's that are needed",
  PHP_SERIALIZE_LIMIT: 'serialized PHP data is larger or deeper than allowed',
  PHP_SERIALIZE_MALFORMED: 'serialized PHP data is cut, lies about a length, or holds what is not data',
  PHP_SERIALIZE_VALUE: 'a value has no form in PHP serialization',
});

/** Stable code of a `DrupalError`. */
export type DrupalErrorCode = keyof typeof drupalErrors;

/** Error of this package; `code` is stable, the message names expected and found. */
export class DrupalError extends Error {
  override readonly name = 'DrupalError';
  readonly code: DrupalErrorCode;

  constructor(code: DrupalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The error for what came from below: what failed, and the cause's own words. One that has a code stays. @internal */
  static from(code: DrupalErrorCode, what: string, cause: unknown): DrupalError {
    if (cause instanceof DrupalError) return cause;
    return new DrupalError(code, `${what}: ${wordsOf(cause)}`, { cause });
  }
}

function wordsOf(cause: unknown): string {
  // A host with several addresses that all refused has an error for each and no message of its own.
  if (cause instanceof AggregateError) return cause.errors.map(wordsOf).join('; ');
  return cause instanceof Error ? cause.message : 'unknown error';
}
