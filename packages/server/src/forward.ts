import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Asks the process that listens at an address now what this one was asked, and answers what it answers.
 *
 * For what comes on connections that are kept alive over a hand-over; each ends with this answer.
 *
 * @param body what was read of the request; without it the request is handed on as it comes
 */
export async function forward(
  { address, port }: AddressInfo,
  request: IncomingMessage,
  response: ServerResponse,
  body?: Buffer,
): Promise<void> {
  const onward = send({
    host: address,
    port,
    method: request.method,
    path: request.url,
    headers: { ...headersOf(request, body), connection: 'close' },
    agent: false,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.once('response', resolve).once('error', reject);
  });
  // Together: where the other process is gone both fail, and a failure that nobody waits for ends this one.
  const [answer] = await Promise.all([
    answered,
    pipeline(body === undefined ? request : Readable.from([body]), onward),
  ]);
  response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
  await pipeline(answer, response);
}

// A length beside the word that there is none is refused: it is how requests are smuggled.
function headersOf({ headers }: IncomingMessage, body: Buffer | undefined): IncomingHttpHeaders {
  if (body === undefined) {
    return headers;
  }
  const { 'transfer-encoding': _chunks, trailer: _behindChunks, ...others } = headers;
  return { ...others, 'content-length': String(body.length) };
}
