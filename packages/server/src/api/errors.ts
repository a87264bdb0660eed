import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger, FastifyError } from 'fastify';
import { PluginError } from '../plugin/plugin.ts';

/** An API error as it is answered. */
export interface ApiFailure {
  readonly status: number;
  readonly body: { readonly error: { readonly code: number; readonly message: string } };
}

const statuses: Readonly<Record<number, number>> = {
  [ProtocolErrorCode.unauthorized]: 401,
  [ProtocolErrorCode.unknownChannel]: 404,
  [ProtocolErrorCode.permissionDenied]: 403,
  [ProtocolErrorCode.methodNotFound]: 404,
  [ProtocolErrorCode.alreadySubscribed]: 409,
  [ProtocolErrorCode.limitExceeded]: 409,
  [ProtocolErrorCode.badRequest]: 400,
  [ProtocolErrorCode.notAvailable]: 409,
  [ProtocolErrorCode.tooManyRequests]: 429,
  [ProtocolErrorCode.unrecoverablePosition]: 409,
};

/** The one place where errors become HTTP: a refused request is never a 200. */
export function toFailure(error: unknown, log: FastifyBaseLogger): ApiFailure {
  if (error instanceof ProtocolError) {
    return failure(statuses[error.code] ?? 500, error.code, error.message);
  }
  if (error instanceof PluginError) {
    return failure(422, error.code, error.message);
  }
  const { validation, statusCode, message } = error as Partial<FastifyError>;
  const [first] = validation ?? [];
  if (first !== undefined) {
    const where = `body${first.instancePath.replaceAll('/', '.')}`;
    return failure(400, ProtocolErrorCode.badRequest, `${where}: ${first.message}`);
  }
  // Fastify's own: body too large, not JSON, wrong media type.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return failure(statusCode, ProtocolErrorCode.badRequest, message ?? 'bad request');
  }
  log.error({ err: error }, 'an API request failed');
  return failure(500, ProtocolErrorCode.internal, 'internal server error');
}

function failure(status: number, code: number, message: string): ApiFailure {
  return { status, body: { error: { code, message } } };
}
