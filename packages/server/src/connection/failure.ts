import { Disconnect, DisconnectCode, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import { PluginError } from '../plugin/plugin.ts';

/** Why a command failed, as its client is told. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  /** Whether the same command may do better a little later. */
  readonly temporary: boolean;
}

/** Reads what an error means for the client; one that nobody meant for it is 100, and to be looked into. */
export function failureOf(error: unknown): Failure & { readonly isExpected: boolean } {
  if (error instanceof ProtocolError) {
    const { code, message, temporary } = error;
    return { code, message, temporary, isExpected: true };
  }
  if (error instanceof PluginError) {
    const { code, message } = error;
    return { code, message, temporary: false, isExpected: true };
  }
  const { code, message, temporary } = new ProtocolError(ProtocolErrorCode.internal);
  return { code, message, temporary, isExpected: false };
}

/** Ends a connection that can't be given all it should hear; only what no later attempt could change ends it for good. */
export function refusal({ code, message, temporary }: Failure): Disconnect {
  if (temporary) {
    return new Disconnect(DisconnectCode.serverError);
  }
  const isRevoked = code === ProtocolErrorCode.permissionDenied || code === ProtocolErrorCode.tokenExpired;
  return isRevoked
    ? new Disconnect(DisconnectCode.expired)
    : new Disconnect(DisconnectCode.permissionDenied, message);
}
