import { SignJWT } from 'jose';
import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import type { CallApi, Speaker } from './conversation.ts';
import { tryCallback, tryToken } from './drupal.ts';
import { tryEngine } from './engine.ts';
import { type Leg, skipped, warning } from './leg.ts';
import { tryAddress, tryDelivery, tryTransports } from './proxy.ts';
import { apiOf, tryBackend, tryOrigin, tryServer } from './push-server.ts';
import type { ProbeTarget } from './wire.ts';

/** What is examined. */
export interface Examination {
  readonly options: ServerOptions;
  /** A name of `sites`. */
  readonly site: string;
  /** Address of the push server for browsers. @default publicPath below the first of `origins` */
  readonly url?: string | undefined;
  /** Certificates that are trusted beside the system's, as PEM. */
  readonly ca?: string | undefined;
  /** Whether to leave out the wait for the server's ping (`limits.ping`). @default false */
  readonly isQuick?: boolean;
  /** How long an answer may take, in milliseconds. @default 5000 */
  readonly patienceMs?: number;
  /** Looks at Drupal's data, where the configuration names a database. */
  readonly diagnose?: (() => Promise<readonly Leg[]>) | undefined;
}

/** Tries every way on which a message may get stuck; yields what it finds as it finds it. */
export async function* examine(examination: Examination): AsyncGenerator<Leg> {
  const { options, site: name, diagnose } = examination;
  const site = sitesOf(options).get(name);
  if (site === undefined) {
    return;
  }
  yield await tryEngine(options);
  const apiUrl = `http://${reachable(options.api.listen)}`;
  const call = apiOf(apiUrl, site);
  const isThere = yield* tryServer(apiUrl, call);
  const callback = await tryCallback(site);
  if (callback !== undefined) {
    yield callback;
  }
  if (isThere) {
    yield* withServer(examination, site, call);
  }
  yield* (await diagnose?.()) ?? [];
}

async function* withServer(
  { options, url, ca, isQuick = false, patienceMs = 5_000 }: Examination,
  site: SiteOptions,
  call: CallApi,
): AsyncGenerator<Leg> {
  const backend = await tryBackend(call, site);
  yield backend;
  const [origin] = site.origins;
  const drupalUrl = site.backend?.url ?? origin;
  const issued = drupalUrl === undefined ? undefined : yield* tryToken(drupalUrl, call, site);
  const address = url ?? (origin === undefined ? undefined : `${origin}${options.publicPath}`);
  if (address !== undefined) {
    yield await tryOrigin(
      call,
      new URL(address).origin === 'null' ? address : (origin ?? new URL(address).origin),
    );
  }
  const speaker = await speakerOf(site, issued, { call, waitsForPing: !isQuick });
  if (speaker === undefined) {
    yield warning('delivery', 'NO_TOKEN', 'auth.token has no secret, and Drupal gave no token');
    return;
  }
  const scheme = options.tls === undefined ? 'http' : 'https';
  const direct: ProbeTarget = {
    base: new URL(`${scheme}://${reachable(options.listen)}${options.publicPath}`),
    origin,
    ca,
    patienceMs,
  };
  const delivery = await tryDelivery(direct, speaker);
  if (delivery.state !== 'ok') {
    yield backend.state === 'failed'
      ? skipped('delivery', 'the server takes no token while it can’t ask Drupal')
      : delivery;
    return;
  }
  yield delivery;
  if (address === undefined) {
    yield skipped('address', 'origins is empty: no browser connects, unless --url says from where');
    return;
  }
  const target: ProbeTarget = { base: new URL(address.replace(/\/?$/, '/')), origin, ca, patienceMs };
  const found = await tryAddress(target, direct);
  yield found;
  if (found.state === 'ok') {
    yield* await tryTransports(target, speaker);
  }
}

/** Somebody who may connect: by a token made here, by Drupal's, or as a visitor. */
async function speakerOf(
  { auth }: SiteOptions,
  issued: string | undefined,
  rest: Pick<Speaker, 'call' | 'waitsForPing'>,
): Promise<Speaker | undefined> {
  const key = auth.token?.keys.find(({ secret }) => secret !== undefined);
  if (key?.secret !== undefined) {
    const secret = new TextEncoder().encode(key.secret);
    const tokenFor = (channel: string): Promise<string> => {
      const now = Date.now() / 1000;
      return new SignJWT({ sub: '', iat: now, channels: [channel] })
        .setProtectedHeader({ alg: key.algorithm, kid: key.id })
        .setExpirationTime(Math.ceil(now) + 300)
        .sign(secret);
    };
    return { tokenFor, token: undefined, ...rest };
  }
  return issued !== undefined || auth.anonymous ? { tokenFor: undefined, token: issued, ...rest } : undefined;
}

/** Where to reach who listens on an address: one that stands for all is none to call. */
function reachable(listen: string): string {
  return listen.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace(/^\[::\]:/, '[::1]:');
}
