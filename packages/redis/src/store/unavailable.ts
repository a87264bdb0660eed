import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';

/** Redis can't be asked now; whether what was asked last was done isn't known. Clients get error 100 and try again. */
export class Unavailable extends ProtocolError {
  constructor(cause?: unknown) {
    super(ProtocolErrorCode.internal, 'the store can’t be reached', { cause });
  }
}
