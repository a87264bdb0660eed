import { converse, type Speaker, type TransportName, transports } from './conversation.ts';
import { failed, type Leg, type legs, ok, type RemedyCode } from './leg.ts';
import { ProbeError, type ProbeKind } from './probe-error.ts';
import { ask } from './stream-wire.ts';
import type { ProbeTarget } from './wire.ts';

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
  // Without a first frame the server answers at once, whatever a proxy holds back.
  const path = 'connection/sse';
  const expected = await ask(direct, path);
  try {
    const { statusCode, headers } = await ask(target, path);
    const isSame =
      statusCode === expected.statusCode &&
      headers['access-control-allow-origin'] === expected.headers['access-control-allow-origin'];
    return isSame
      ? ok('address', `${target.base} leads to the server`)
      : failed(
          'address',
          'ADDRESS_ELSEWHERE',
          `${target.base}${path}: HTTP ${statusCode}, the server itself says ${expected.statusCode}`,
        );
  } catch (error) {
    const { kind, message } = ProbeError.of(error);
    const code = kind === 'certificate' ? 'ADDRESS_CERTIFICATE' : 'ADDRESS_AWAY';
    return failed('address', code, `${target.base}: ${message}`);
  }
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
