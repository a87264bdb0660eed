/** Why the server could not start; `docs/errors.md` is held equal to this catalogue by a test. */
export const startErrors = {
  CONFIG_FILE: 'the configuration file can’t be read',
  CONFIG_JSON: 'the configuration is not JSON',
  CONFIG_VALUE: 'a key is unknown or its value is not what is expected',
  CONFIG_AUTH: 'no way to authenticate is configured',
  ENGINE: 'the store of the engine can’t be used',
  LISTEN: 'an address can’t be listened on',
  PLUGIN: 'a plugin can’t be loaded',
  SESSION: 'Drupal’s database can’t be used for sessions',
  TELEMETRY: 'OpenTelemetry is wanted and its API is not there',
  TLS: 'the certificate or its key can’t be used',
  SNAPSHOT: 'the snapshot can’t be read or written',
} as const;

/** A code of {@link startErrors}. */
export type StartErrorCode = keyof typeof startErrors;

/** One line that names the key or address, what was expected and what was found. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
