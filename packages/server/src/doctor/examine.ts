import { SignJWT } from 'jose';
import { Backend } from '../backend/backend.ts';
import { systemClock } from '../clock.ts';
import { readLimits } from '../limits.ts';
import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import type { CallApi, Speaker } from './conversation.ts';
import { askForToken, findClock, tryCallback, tryToken } from './drupal.ts';
import { tryEngine } from './engine.ts';
import { type Leg, skipped, warning } from './leg.ts';
import { tryAddress, tryDelivery, tryTransports } from './proxy.ts';
import { apiOf, tryBackend, tryOrigin, tryServer } from './push-server.ts';
import { tellSite, tryPublish } from './site.ts';
import type { ProbeTarget } from './wire.ts';

/** What is examined. */
export interface Examination {
  readonly options: ServerOptions;
  /** A name of `sites`. */
  readonly site: string;
  /** Address of the push server for browsers. @default Drupal's public_url, or publicPath, below the first of `origins` */
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

/** What is found on the way, for what is tried later. */
interface Patient extends Examination {
  readonly one: SiteOptions;
  readonly call: CallApi;
  /** The site, as the server asks it; absent where it can't. */
  readonly drupal: Backend | undefined;
}

/** Tries every way on which a message may get stuck; yields what it finds as it finds it, and tells the site. */
export async function* examine(examination: Examination): AsyncGenerator<Leg> {
  const { options, site: name } = examination;
  const one = sitesOf(options).get(name);
  if (one === undefined) {
    return;
  }
  const apiUrl = `http://${reachable(options.api.listen)}`;
  const drupal = one.backend && new Backend(one.backend, systemClock, readLimits(options.limits));
  const found: Leg[] = [];
  for await (const leg of tryAll({ ...examination, one, call: apiOf(apiUrl, one), drupal }, apiUrl)) {
    found.push(leg);
    yield leg;
  }
  if (drupal !== undefined) {
    yield await tellSite(drupal, found);
  }
}

async function* tryAll(patient: Patient, apiUrl: string): AsyncGenerator<Leg> {
  const { options, one, call, diagnose } = patient;
  yield await tryEngine(options);
  const isThere = yield* tryServer(apiUrl, call);
  const callback = await tryCallback(one);
  if (callback !== undefined) {
    yield callback;
  }
  if (isThere) {
    yield* withServer(patient);
  }
  yield* (await diagnose?.()) ?? [];
}

async function* withServer(patient: Patient): AsyncGenerator<Leg> {
  const { one, call, isQuick = false, drupal } = patient;
  const [origin] = one.origins;
  const drupalUrl = one.backend?.url ?? origin;
  const given = drupalUrl === undefined ? undefined : await askForToken(drupalUrl);
  const clock = given && findClock(given);
  if (clock !== undefined) {
    yield clock;
  }
  const isClockWrong = clock?.state === 'failed';
  const backend = await tryBackend(call, one, isClockWrong);
  yield backend;
  const issued = given && (yield* tryToken(given, call, one, isClockWrong));
  if (origin !== undefined) {
    yield await tryOrigin(call, origin);
  }
  const speaker = await speakerOf(one, issued, { call, waitsForPing: !isQuick });
  if (speaker === undefined) {
    yield warning('delivery', 'NO_TOKEN', 'auth.token has no secret, and Drupal gave no token');
    return;
  }
  const direct = directTarget(patient);
  const delivery = await tryDelivery(direct, speaker);
  if (delivery.state !== 'ok') {
    yield backend.state === 'failed'
      ? skipped('delivery', 'the server takes no token while it can’t ask Drupal')
      : delivery;
    return;
  }
  yield delivery;
  const published = drupal && (await tryPublish(drupal, direct, speaker));
  if (published !== undefined) {
    yield published.leg;
  }
  yield* throughProxy(patient, addressOf(patient, published?.publicUrl), speaker);
}

async function* throughProxy(
  patient: Patient,
  address: string | undefined,
  speaker: Speaker,
): AsyncGenerator<Leg> {
  if (address === undefined) {
    yield skipped('address', 'origins is empty: no browser connects, unless --url says from where');
    return;
  }
  const direct = directTarget(patient);
  const target: ProbeTarget = { ...direct, base: new URL(address.replace(/\/?$/, '/')) };
  const found = await tryAddress(target, direct);
  yield found;
  if (found.state === 'ok') {
    yield* await tryTransports(target, speaker);
  }
}

/** Where the server itself listens. */
function directTarget({ options, one, ca, patienceMs = 5_000 }: Patient): ProbeTarget {
  const scheme = options.tls === undefined ? 'http' : 'https';
  const base = new URL(`${scheme}://${reachable(options.listen)}${options.publicPath}`);
  return { base, origin: one.origins[0], ca, patienceMs };
}

/** Where browsers connect: as was said, as Drupal says, or as it is configured here. */
function addressOf({ options, one, url }: Patient, publicUrl: string | undefined): string | undefined {
  if (url !== undefined) {
    return url;
  }
  const [origin] = one.origins;
  const path = publicUrl?.replace(/^ws/i, 'http') ?? options.publicPath;
  return URL.parse(path, origin)?.href;
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
