import type { IncomingHttpHeaders } from 'node:http';
import type { UpgradeRequest } from './websocket-handshake.ts';

/** A handshake, and what came behind it. */
export interface PlainHandshake {
  readonly request: UpgradeRequest;
  readonly head: Buffer;
}

// RFC 9112 §3 and §5 as browsers write it: of names and values only what every parser reads alike.
const plain = /^GET (\/[!$%&'()*+,\-./\w:;=?@~]*) HTTP\/1\.1\r\n(?:[A-Za-z\d-]+:[\t -~]*\r\n)+\r\n/;
const isUpgrade = /(?:^|,)[\t ]*upgrade[\t ]*(?:,|$)/i;

/** What `node:http` takes at most. */
const maxBytes = 16_384;

/**
 * Reads a WebSocket handshake that is whole and plain, exactly as `node:http` would.
 *
 * @returns nothing for all else: another request, half of one, a header twice, one that speaks of a body
 */
export function readPlainHandshake(bytes: Buffer): PlainHandshake | undefined {
  const found = plain.exec(bytes.toString('latin1', 0, maxBytes));
  if (found === null) {
    return undefined;
  }
  const [text, url] = found;
  const headers = readHeaders(text, bytes);
  return headers?.upgrade && isUpgrade.test(headers.connection ?? '')
    ? { request: { method: 'GET', url, headers, httpVersion: '1.1' }, head: bytes.subarray(text.length) }
    : undefined;
}

function readHeaders(text: string, bytes: Buffer): IncomingHttpHeaders | undefined {
  const headers: IncomingHttpHeaders = {};
  for (let begin = text.indexOf('\r\n') + 2; begin < text.length - 2; ) {
    const colon = text.indexOf(':', begin);
    const end = text.indexOf('\r\n', colon);
    const name = text.slice(begin, colon).toLowerCase();
    if (name in headers || bodyHeaders.has(name)) {
      return undefined;
    }
    // From the bytes: who keeps a piece of a string, such as a cookie, keeps all of it.
    headers[name] = bytes.toString('latin1', colon + 1, end).trim();
    begin = end + 2;
  }
  return headers;
}

const bodyHeaders: ReadonlySet<string> = new Set(['content-length', 'expect', 'transfer-encoding']);
