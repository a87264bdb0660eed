import type { Leg } from '../doctor/leg.ts';
import type { SiteOptions } from '../options.ts';
import { loadDrupalPackage } from './drupal-package.ts';

type Session = NonNullable<SiteOptions['auth']['session']>;

/** Looks at Drupal's data, by a package of its own, and at where sessions are kept; undefined where none is configured. */
export function drupalLegs({ auth: { session } }: SiteOptions): (() => Promise<readonly Leg[]>) | undefined {
  return session && (async () => [...(await lookAtData(session)), ...(await lookAtStore(session))]);
}

async function lookAtData({ redis, introspection, ...options }: Session): Promise<readonly Leg[]> {
  const { diagnose } = await loadDrupalPackage();
  // That they are kept elsewhere is all that matters here; that place is asked for itself.
  const elsewhere = redis === undefined && introspection === undefined ? {} : { sessions: nobody };
  return (await diagnose({ ...options, ...elsewhere })).map(({ level, code, message }) => ({
    name: 'data',
    state: level === 'error' ? 'failed' : level,
    found: message,
    ...(level === 'ok' ? {} : { code }),
  }));
}

const nobody = { find: async () => new Map<string, never>() };

async function lookAtStore({ redis, introspection }: Session): Promise<readonly Leg[]> {
  if (redis === undefined && introspection === undefined) {
    return [];
  }
  const { openDrupalSessions, openRedisSessions } = await loadDrupalPackage();
  const startedAt = performance.now();
  try {
    const source = introspection
      ? openDrupalSessions(introspection)
      : await openRedisSessions(redis ?? { url: '' });
    try {
      // Of the form that PHP gives, and nobody's.
      await source.find(['doctor-'.repeat(6)]);
    } finally {
      await source.close?.();
    }
    const where = introspection === undefined ? 'Redis' : 'Drupal';
    const found = `${where} answers whose sessions are, in ${Math.round(performance.now() - startedAt)} ms`;
    return [{ name: 'data', state: 'ok', found }];
  } catch (error) {
    const remedy =
      introspection === undefined
        ? 'Look at auth.session.redis, and whether Redis answers there.'
        : 'Look at auth.session.introspection, and at backend_key of settings.php.';
    return [
      { name: 'data', state: 'failed', code: 'SESSION_STORE', found: (error as Error).message, remedy },
    ];
  }
}
