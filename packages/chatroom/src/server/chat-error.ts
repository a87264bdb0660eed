import { ChatErrorCode } from '../shared/error-code.ts';

/** A request that is refused; the message is a sentence that the composer can show. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;

  constructor(code: ChatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The same for a room that isn't there and for one that the caller may not see. */
export function unknownRoom(): ChatError {
  return new ChatError(ChatErrorCode.unknownRoom, 'There is no such room.');
}

export function unknownLine(): ChatError {
  return new ChatError(ChatErrorCode.unknownLine, 'There is no such line.');
}

export function unknownFile(): ChatError {
  return new ChatError(ChatErrorCode.unknownFile, 'A file of this line isn’t there; bring it again.');
}

export function unknownAccount(): ChatError {
  return new ChatError(ChatErrorCode.unknownAccount, 'There is no such person here.');
}

export function tooManyReactions(): ChatError {
  return new ChatError(ChatErrorCode.tooManyReactions, 'This line has as many emojis as it can take.');
}

export function notOwnLine(): ChatError {
  return new ChatError(ChatErrorCode.notAllowed, 'This line isn’t yours to change.');
}

export function clientIdTaken(): ChatError {
  return new ChatError(ChatErrorCode.clientIdTaken, 'This line’s id already stands for another line.');
}

/** The database didn't answer; the same request may be sent again. */
export function storeUnavailable(cause?: unknown): ChatError {
  return new ChatError(ChatErrorCode.storeUnavailable, 'The chat can’t be reached; the line is kept.', {
    cause,
  });
}

/** Gives what a database fails with a code of the chat's. @throws ChatError 1500, and what `ask` throws of them */
export async function answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw cause instanceof ChatError ? cause : storeUnavailable(cause);
  }
}
