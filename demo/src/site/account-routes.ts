import type { FastifyInstance } from 'fastify';
import { accountOf, requireAccount } from './account-of.ts';
import { shape, text } from './body-schema.ts';
import { hostOf, requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** Log-in, log-out, and the site's log. */
export function accountRoutes(app: FastifyInstance, parts: SiteParts): void {
  const { accounts, visitors, watchdog } = parts;

  app.post<{ Body: { name: string; pass: string } }>(
    '/user/login',
    { schema: { body: shape({ name: text(60), pass: text(512) }) } },
    async (request, reply) => {
      const { name, pass } = request.body;
      const host = hostOf(request);
      const done = await accounts.logIn(host, { name, pass, address: request.ip });
      if (done === undefined) throw new Refusal(403, 'wrong-password', 'name and password do not fit');
      // A session that this browser had before ends here, as Drupal does at a log-in.
      const before = await visitors.who(host, request.headers.cookie);
      if (before.sid !== undefined)
        await accounts.logOut({ uid: String(before.uid), sid: before.sid }, host.name);
      reply.header('Set-Cookie', done.cookie);
      return { user: done.person };
    },
  );

  app.post('/user/logout', { schema: { body: shape({}) } }, async (request, reply) => {
    const host = hostOf(request);
    const { uid, sid } = await requireAccount(request, parts);
    reply.header('Set-Cookie', visitors.forget(host));
    return { connections: await accounts.logOut({ uid, sid }, host.name) };
  });

  app.post<{ Body: { message: string } }>(
    '/demo/log',
    { schema: { body: shape({ message: text(500) }) } },
    async (request) => {
      const who = await requireAccount(request, parts);
      const variables = { '@message': request.body.message };
      const { wid } = await watchdog.log({ type: 'demo', message: '@message', variables, who });
      return { wid };
    },
  );

  app.get<{ Querystring: { limit?: string } }>(
    '/demo/log',
    {
      schema: { querystring: shape({ limit: { type: 'string', pattern: '^[1-9][0-9]{0,2}$' } }, ['limit']) },
    },
    async (request) => {
      requireMain(request);
      const account = await accountOf(request, parts);
      if (!account.can('access site reports'))
        throw new Refusal(403, 'forbidden', 'this needs "access site reports"');
      return { rows: await watchdog.newest(Number(request.query.limit ?? 50)) };
    },
  );
}
