import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { Gate } from '../gate.ts';
import { answerEventSource, type Connect, sendBackEventSource } from './event-source-endpoint.ts';
import type { ForeignOrigins } from './foreign-origins.ts';
import { requestEndpoint } from './request-endpoint.ts';
import { requestOrigin } from './request-origin.ts';
import type { StreamEndpoints } from './stream-endpoints.ts';

export interface ClientRequestsParts {
  /** Path before all endpoints; begins and ends with a slash. */
  readonly publicPath: string;
  /** Origins whose pages may ask, as of now. */
  readonly origins: () => ReadonlySet<string>;
  readonly foreignOrigins: ForeignOrigins;
  readonly streams: StreamEndpoints;
  /** Makes the connection above a new wire. */
  readonly connect: Connect;
  /** Held while wires go to another process. */
  readonly gate: Gate;
}

/** Answers what clients ask for by plain HTTP. */
export class ClientRequests {
  readonly #parts: ClientRequestsParts;

  constructor(parts: ClientRequestsParts) {
    this.#parts = parts;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = requestOrigin(request.headers, this.#parts.origins());
    if (origin === null) {
      this.#parts.foreignOrigins.refused(request.headers.origin);
      refuse(response, 403, { code: ProtocolErrorCode.permissionDenied, message: 'origin not listed' }, {});
      return;
    }
    const cors = origin === undefined ? {} : corsFor(origin);
    try {
      await this.#route(request, response, origin, cors);
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      refuse(response, 400, error, cors);
    }
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    origin: string | undefined,
    cors: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { publicPath, streams, gate, connect } = this.#parts;
    switch (`${request.method} ${requestEndpoint(request, publicPath)}`) {
      case 'POST connection/http_stream':
        return streams.httpStream(request, response, origin, cors);
      case 'GET connection/sse':
        return streams.sse(request, response, origin, cors);
      case 'GET connection/uni_sse':
        return gate.pass(
          async () => answerEventSource(request, response, origin, cors, connect),
          async () => sendBackEventSource(request, response, cors),
        );
      case 'POST emulation':
        return streams.emulation(request, response, cors);
      case 'OPTIONS connection/http_stream':
      case 'OPTIONS connection/uni_sse':
      case 'OPTIONS emulation':
        response.writeHead(204, {
          ...cors,
          'Access-Control-Allow-Headers': 'Content-Type, Last-Event-ID',
          'Access-Control-Max-Age': '86400',
        });
        response.end();
        return;
      default:
        refuse(response, 404, { code: ProtocolErrorCode.methodNotFound, message: 'not found' }, cors);
    }
  }
}

// With its cookies, as a WebSocket comes anyway: htmx listens so.
function corsFor(origin: string): Readonly<Record<string, string>> {
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    Vary: 'Origin',
  };
}

function refuse(
  response: ServerResponse,
  status: number,
  { code, message }: { readonly code: number; readonly message: string },
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}
