import type { FastifyInstance } from 'fastify';
import { editor } from '../drupal/people.ts';
import type { BreakOutcome } from '../event-log.ts';
import { accountOf, forPhp } from './account-of.ts';
import { shape, text } from './body-schema.ts';
import { requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

const frame = { enum: ['alice', 'bob', 'phone'] };
type Frame = 'alice' | 'bob' | 'phone';

/** The buttons that break things. */
export function breakRoutes(app: FastifyInstance, parts: SiteParts): void {
  const { breaks, gateway, push, people } = parts;

  app.register(async (scope) => {
    scope.addHook('preHandler', async (request) => {
      requireMain(request);
      if (request.method === 'POST' && breaks.isBusy)
        throw new Refusal(409, 'busy', 'one thing is broken already; it is being mended');
    });

    scope.get('/demo/state', async () => ({
      server: push.status,
      network: gateway.network,
      people: await people.all(),
    }));

    scope.post<{ Body: { host: Frame; up: boolean } }>(
      '/demo/network',
      { schema: { body: shape({ host: frame, up: { type: 'boolean' } }) } },
      async ({ body: { host, up } }) => {
        if (!up) return { connections: gateway.cut(host) };
        gateway.mend(host);
        return { connections: 0 };
      },
    );

    scope.post<{ Body: { host: Frame; seconds?: number } }>(
      '/demo/break/cut',
      {
        schema: {
          body: shape({ host: frame, seconds: { type: 'number', minimum: 1, maximum: 30 } }, ['seconds']),
        },
      },
      ({ body: { host, seconds = 4 } }) => breaks.cut(host, seconds),
    );

    scope.post('/demo/break/kill', { schema: { body: shape({}) } }, () => breaks.kill());

    scope.post('/demo/break/restart', { schema: { body: shape({}) } }, () => breaks.restart());

    scope.post('/demo/break/upgrade', { schema: { body: shape({}) } }, () => breaks.upgrade());

    scope.post<{ Body: { seconds?: number } }>(
      '/demo/break/drupal',
      { schema: { body: shape({ seconds: { type: 'number', minimum: 1, maximum: 30 } }, ['seconds']) } },
      ({ body: { seconds = 10 } }) => breaks.drupalAway(seconds),
    );

    scope.post('/demo/break/stall', { schema: { body: shape({}) } }, () => breaks.stall());

    scope.post<{ Body: { sockets?: number } }>(
      '/demo/break/crowd',
      { schema: { body: shape({ sockets: { type: 'integer', minimum: 1, maximum: 5_000 } }, ['sockets']) } },
      ({ body: { sockets = 5_000 } }) => breaks.crowd(sockets),
    );

    scope.post<{ Body: { name: string; role?: string; has: boolean } }>(
      '/demo/break/role',
      {
        schema: {
          body: shape({ name: text(60), role: { enum: [editor.id] }, has: { type: 'boolean' } }, ['role']),
        },
      },
      async (request) => {
        const { name, role = editor.id, has } = request.body;
        const by = forPhp(await accountOf(request, parts)) ?? undefined;
        return found(await breaks.role(name, role, has, by));
      },
    );

    scope.post<{ Body: { host: Frame } }>(
      '/demo/break/logout',
      { schema: { body: shape({ host: frame }) } },
      async ({ body: { host } }) => found(await breaks.logout(host)),
    );
  });
}

function found(outcome: BreakOutcome | undefined): BreakOutcome {
  if (outcome === undefined) throw new Refusal(404, 'nobody', 'nobody is there to take it from');
  return outcome;
}
