import type { IncomingMessage } from 'node:http';
import { converse, type Speaker, type TransportName, transports } from './conversation.ts';
import { failed, type Leg, type legs, ok, type RemedyCode } from './leg.ts';
import { ProbeError, type ProbeKind } from './probe-error.ts';
import { ask } from './stream-wire.ts';
import type { ProbeTarget } from './wire.ts';

// Without a first frame the server answers at once, whatever a proxy holds back.
const path = 'connection/sse';

/** Tells whether the server itself delivers, with no proxy between. */
export async function tryDelivery(target: ProbeTarget, speaker: Speaker): Promise<Leg> {
  const found: string[] = [];
  for (const [name, open] of Object.entries(transports)) {
    try {
      const { deliveryMs } = await converse(open, target, { ...speaker, waitsForPing: false });
      found.push(`${name} ${Math.ceil(deliveryMs)} ms`);
    } catch (error) {
      return failed('delivery', 'DELIVERY', `${name}: ${ProbeError.of(error).message}`);
    }
  }
  return ok('delivery', found.join(', '));
}

/** Tells whether the address that browsers use leads to this server. */
export async function tryAddress(target: ProbeTarget, direct: ProbeTarget): Promise<Leg> {
  const expected = await ask(direct, path);
  try {
    return compare(await ask(target, path), expected, new URL(path, target.base));
  } catch (error) {
    const { kind, message } = ProbeError.of(error);
    const code = kind === 'certificate' ? 'ADDRESS_CERTIFICATE' : 'ADDRESS_AWAY';
    return failed('address', code, `${target.base}: ${message}`);
  }
}

type Answer = Pick<IncomingMessage, 'headers' | 'statusCode'>;

/** Whether an answer is the server's own, and if not, whose it may be. */
function compare(
  { statusCode = 0, headers }: Answer,
  expected: Answer,
  { href, origin, pathname }: URL,
): Leg {
  const location = URL.parse(headers.location ?? '', href);
  if (statusCode >= 300 && statusCode < 400 && location !== null) {
    return failed('address', 'SITE_REDIRECTS', `${href} leads on to ${location.origin}${location.pathname}`);
  }
  if (statusCode >= 502 && statusCode <= 504) {
    return failed('address', 'PROXY_UPSTREAM', `${href}: HTTP ${statusCode}`);
  }
  if (statusCode !== expected.statusCode) {
    const found = `${href}: HTTP ${statusCode}, the server itself says ${expected.statusCode}`;
    return failed('address', 'ADDRESS_ELSEWHERE', found);
  }
  const allowed = 'access-control-allow-origin';
  return headers[allowed] === expected.headers[allowed]
    ? ok('address', `${origin}${pathname.replace(path, '')} leads to the server`)
    : failed('address', 'PROXY_ORIGIN', `${href} answers as if no page had asked`);
}

/** Tells whether each transport gets through the proxy, all at once. */
export async function tryTransports(target: ProbeTarget, speaker: Speaker): Promise<readonly Leg[]> {
  const names = Object.keys(transports) as TransportName[];
  return Promise.all(names.map((name) => tryTransport(name, target, speaker)));
}

async function tryTransport(name: TransportName, target: ProbeTarget, speaker: Speaker): Promise<Leg> {
  try {
    const { deliveryMs, silentSeconds } = await converse(transports[name], target, speaker);
    const silence = silentSeconds > 0 ? `, outlasts ${silentSeconds} s of silence` : '';
    return ok(name, `${Math.ceil(deliveryMs)} ms${silence}`);
  } catch (error) {
    const { kind, message } = ProbeError.of(error);
    return failed(name, codeOf(kind, name), message);
  }
}

function codeOf(kind: ProbeKind, name: keyof typeof legs): RemedyCode {
  switch (kind) {
    case 'certificate':
      return 'ADDRESS_CERTIFICATE';
    case 'away':
      return 'ADDRESS_AWAY';
    case 'answer':
      return name === 'websocket' ? 'PROXY_UPGRADE' : 'ADDRESS_ELSEWHERE';
    case 'silent':
      return name === 'websocket' ? 'PROXY_UPGRADE' : 'PROXY_BUFFERING';
    case 'ended':
      return 'PROXY_TIMEOUT';
    case 'unheard':
      return name === 'websocket' ? 'PROXY_UPGRADE' : 'PROXY_EMULATION';
    case 'refused':
      return 'DELIVERY';
  }
}
