import type { ChatErrorCode } from '../shared/error-code.ts';

/** A request that is refused; the message is a sentence that the composer can show. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;

  constructor(code: ChatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
