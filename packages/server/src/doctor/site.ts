import { randomUUID } from 'node:crypto';
import { type Backend, BackendError } from '../backend/backend.ts';
import { type Ear, openEar, type Speaker, transports } from './conversation.ts';
import { failed, type Leg, ok, skipped } from './leg.ts';
import { ProbeError } from './probe-error.ts';
import type { ProbeTarget } from './wire.ts';

/** What the site's module answers to a signed request of the doctor's. */
interface SiteAnswer {
  /** Whether the push server took what Drupal published. */
  readonly published?: boolean;
  /** HTTP status of the push server's refusal; 0: no answer. */
  readonly status?: number;
  readonly reason?: string;
  /** Where pages connect: a path of the site, or an address. */
  readonly public_url?: string;
}

/** What was found of the way from Drupal to the server, and where pages of the site connect. */
export interface SiteFindings {
  readonly leg: Leg;
  readonly publicUrl?: string | undefined;
}

const route = '/nodejs/doctor';

/** Has Drupal publish something, and listens for it at the server. */
export async function tryPublish(
  drupal: Backend,
  target: ProbeTarget,
  { tokenFor }: Speaker,
): Promise<SiteFindings> {
  const channel = `drupal-nodejs-doctor-${randomUUID()}`;
  const token = await tokenFor?.(channel);
  let ear: Ear | undefined;
  try {
    ear = token === undefined ? undefined : await openEar(transports.websocket, target, token);
    const answer = (await drupal.post(route, JSON.stringify({ channel }), target.patienceMs)) as SiteAnswer;
    return { leg: await judge(answer, ear), publicUrl: answer.public_url };
  } catch (error) {
    if (error instanceof BackendError) {
      const found =
        error.status === 404
          ? 'the module of this site is too old to be asked to publish'
          : `Drupal can’t be asked to publish: ${error.message}`;
      return { leg: skipped('publish', found) };
    }
    const { message } = ProbeError.of(error);
    return { leg: skipped('publish', `nobody could listen for it: ${message}`) };
  } finally {
    ear?.close();
  }
}

async function judge(
  { published, status = 0, reason = 'no reason' }: SiteAnswer,
  ear: Ear | undefined,
): Promise<Leg> {
  if (published !== true) {
    const code = status === 401 || status === 403 ? 'PUBLISH_REFUSED' : 'PUBLISH_AWAY';
    return failed('publish', code, `Drupal says: ${reason}`);
  }
  try {
    await ear?.hear();
    return ok(
      'publish',
      ear === undefined ? 'a server takes what Drupal publishes' : 'what Drupal publishes arrives',
    );
  } catch (error) {
    const { message } = ProbeError.of(error);
    return failed('publish', 'PUBLISH_ELSEWHERE', `a server took what Drupal published, but ${message} here`);
  }
}

/** Tells the site's status report what was found. */
export async function tellSite(drupal: Backend, legs: readonly Leg[]): Promise<Leg> {
  try {
    await drupal.post(route, JSON.stringify({ legs }));
    return ok('report', 'the site’s status report shows this, too');
  } catch (error) {
    if (!(error instanceof BackendError)) {
      throw error;
    }
    // Why it can't is among the legs.
    return skipped('report', 'the site’s status report can’t be told of this');
  }
}
