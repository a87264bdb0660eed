/**
 * The codes of the chat's error replies.
 *
 * 1400–1499 are final: the same request fails again. 1500–1599 are temporary: the same request,
 * with the same `client_id`, may be sent again.
 */
export const ChatErrorCode = {
  invalidRequest: 1400,
  readOnly: 1403,
  unknownRoom: 1404,
  unknownLine: 1405,
  tooManyReactions: 1406,
  notAllowed: 1407,
  muted: 1408,
  clientIdTaken: 1409,
  unknownFile: 1410,
  emptyLine: 1411,
  controlCharacter: 1412,
  lineTooLong: 1413,
  unknownAccount: 1414,
  refusedBySite: 1415,
  storeUnavailable: 1500,
  tooManyWaiting: 1501,
  tooFast: 1502,
  slowRoom: 1503,
} as const;

export type ChatErrorCode = (typeof ChatErrorCode)[keyof typeof ChatErrorCode];

/** What a refused request is answered with; the message is a sentence that a composer can show. */
export interface ChatRefusal {
  readonly code: number;
  readonly message: string;
}

/** Why an rpc call failed, and whether the same call may succeed later. */
export interface CallFailure extends ChatRefusal {
  readonly isTemporary: boolean;
}

/**
 * Reads what a link's `rpc` was rejected with.
 *
 * Below 100 are the SDK's own codes (time-out, connection closed): the answer is unknown, not negative.
 */
export function readFailure(reason: unknown): CallFailure {
  const { code, message, temporary } = (
    typeof reason === 'object' && reason !== null ? reason : {}
  ) as Partial<Record<string, unknown>>;
  const number = typeof code === 'number' ? code : 0;
  return {
    code: number,
    message: typeof message === 'string' ? message : 'no answer',
    isTemporary: temporary === true || number < 100 || number >= 1500,
  };
}
