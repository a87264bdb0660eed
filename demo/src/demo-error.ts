/** Why the demo can't do something; the code is stable, the message is for people. */
export type DemoErrorCode =
  | 'port-in-use'
  | 'invalid-argument'
  | 'php-missing'
  | 'php-failed'
  | 'push-server-failed'
  | 'push-refused'
  | 'screens-missing'
  | 'state-invalid'
  | 'state-in-use'
  | 'drupal-failed'
  | 'check-failed';

/** A failure that is told in one line, without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly code: DemoErrorCode;

  constructor(code: DemoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
