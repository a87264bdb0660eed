import {
  type ClientRequest,
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
} from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { ProbeError } from './probe-error.ts';
import { Inbox, type OpenWire, type ProbeTarget, type ProbeWire } from './wire.ts';

/** Opens an HTTP stream: a frame a line. */
export const openHttpStream: OpenWire = (target, first) =>
  openStream(
    target,
    'connection/http_stream',
    { method: 'POST', body: JSON.stringify(first) },
    'application/json',
    (line) => line,
  );

/** Opens an SSE stream: an event a frame. */
export const openSse: OpenWire = (target, first) =>
  openStream(
    target,
    `connection/sse?cf_connect=${encodeURIComponent(JSON.stringify(first))}`,
    { method: 'GET' },
    'text/event-stream',
    (line) => (line.startsWith('data:') ? line.slice(5) : ''),
  );

/** Asks once; returns status and headers of the answer. @throws ProbeError */
export async function ask(
  target: ProbeTarget,
  path: string,
): Promise<Pick<IncomingMessage, 'statusCode' | 'headers'>> {
  const { response, asked } = await send(target, path, { method: 'GET' });
  asked.destroy();
  return response;
}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

async function openStream(
  target: ProbeTarget,
  path: string,
  question: Question,
  type: string,
  frameOf: (line: string) => string,
): Promise<ProbeWire> {
  const { response, asked } = await send(target, path, question);
  const found = response.headers['content-type'] ?? 'nothing';
  if (response.statusCode !== 200 || !found.startsWith(type)) {
    asked.destroy();
    throw new ProbeError('answer', `HTTP ${response.statusCode}, ${found}, instead of an endless answer`);
  }
  const inbox = new Inbox();
  void read(decoded(response), inbox, frameOf);
  return {
    inbox,
    mayBeHeld: true,
    close: () => asked.destroy(),
    async send(command, session) {
      const body = JSON.stringify({ session, data: JSON.stringify(command) });
      const answer = await send(target, 'emulation', { method: 'POST', body });
      answer.asked.destroy();
      if (answer.response.statusCode !== 204) {
        throw new ProbeError('unheard', `HTTP ${answer.response.statusCode} for emulation, instead of 204`);
      }
    },
  };
}

async function read(stream: Readable, inbox: Inbox, frameOf: (line: string) => string): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of stream.setEncoding('utf8')) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        inbox.take(frameOf(line));
      }
    }
    inbox.end(new ProbeError('ended', 'the answer ended'));
  } catch (error) {
    inbox.end(
      error instanceof ProbeError
        ? error
        : new ProbeError('ended', 'the answer was cut off', { cause: error }),
    );
  }
}

/** What came, as it was sent: a proxy may have compressed it, as it would for a browser. */
function decoded(response: IncomingMessage): Readable {
  return response.headers['content-encoding'] === 'gzip'
    ? response.pipe(createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }))
    : response;
}

async function send(
  { base, origin, ca, patienceMs }: ProbeTarget,
  path: string,
  { method, body }: Question,
): Promise<{ readonly response: IncomingMessage; readonly asked: ClientRequest }> {
  const url = new URL(path, base);
  const options: RequestOptions = {
    method,
    agent: false,
    headers: {
      // As a browser says.
      'accept-encoding': 'gzip',
      ...(origin === undefined ? {} : { origin }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  };
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const asked = request(url, ca === undefined ? options : { ...options, ca });
  let isConnected = false;
  asked.on('socket', (socket) => {
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      isConnected = true;
    });
  });
  const timer = setTimeout(() => {
    asked.destroy(
      isConnected
        ? new ProbeError('silent', `no answer for ${patienceMs / 1000} s`)
        : new ProbeError('away', `no connection for ${patienceMs / 1000} s`),
    );
  }, patienceMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve);
      asked.on('error', reject);
      asked.end(body);
    });
    return { response, asked };
  } catch (cause) {
    throw ProbeError.of(cause);
  } finally {
    clearTimeout(timer);
  }
}
