/** Why a call of a running server came to nothing; `docs/errors.md` is held equal to this by a test. */
export const callErrors = {
  API_UNREACHABLE: 'no push server answers at api.listen',
  API_REFUSED: 'the running server refused the call',
} as const;

/** A call of a running server that came to nothing. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: keyof typeof callErrors;

  constructor(code: CallError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
