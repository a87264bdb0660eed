import { parse } from 'node:querystring';
import type { FastifyInstance } from 'fastify';
import { DemoError } from '../demo-error.ts';
import { accountOf, forPhp, requireAccount } from './account-of.ts';
import { shape, text } from './body-schema.ts';
import { callbackPath, requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** What a token says of itself, before anybody has checked it. */
function claimsOf(messageJson: string | undefined): { uid: string; sid: string; token: string } | undefined {
  try {
    const { authToken } = JSON.parse(messageJson ?? '') as { authToken?: unknown };
    if (typeof authToken !== 'string') return undefined;
    const claims: unknown = JSON.parse(
      Buffer.from(authToken.split('.', 1)[0] ?? '', 'base64url').toString('utf8'),
    );
    const { uid, sid } = claims as { uid?: unknown; sid?: unknown };
    return typeof uid === 'string' && typeof sid === 'string' ? { uid, sid, token: authToken } : undefined;
  } catch {
    return undefined;
  }
}

function channelsOf(body: string): string[] {
  try {
    const { channels } = JSON.parse(body) as { channels?: unknown };
    return Array.isArray(channels) ? channels.map(String) : [];
  } catch {
    return [];
  }
}

/** The module's own routes: the push server's question, and the tokens for browsers. */
export function drupalRoutes(app: FastifyInstance, parts: SiteParts): void {
  const { half, people, gateway, outage } = parts;
  const beThere = (): void => {
    if (outage.isNow) throw new Refusal(503, 'drupal-away', 'Drupal answers nobody for a while');
  };

  app.register(async (scope) => {
    const type = 'application/x-www-form-urlencoded';
    scope.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.post<{ Body: string | undefined }>(callbackPath, async (request, reply) => {
      if (request.demoHost !== undefined) throw new Refusal(404, 'not-found', 'this is for the push server');
      beThere();
      const started = performance.now();
      const body = typeof request.body === 'string' ? request.body : '';
      const form: Record<string, string> = {};
      for (const [name, value] of Object.entries(parse(body)))
        if (typeof value === 'string') form[name] = value;
      // Read with what the token claims; PHP checks the token, and that it is about this very account.
      const claims = claimsOf(form.messageJson);
      const trace = claims === undefined ? undefined : gateway.waitingFor(claims.token);
      trace?.asked(Buffer.byteLength(body));
      const account = claims === undefined ? undefined : await people.ofSession(claims.uid, claims.sid);
      const answer = await half.callback(account ?? null, form);
      trace?.answered(performance.now() - started, Buffer.byteLength(answer.body), channelsOf(answer.body));
      return reply.code(answer.status).type('application/json').send(answer.body);
    });
  });

  app.get('/nodejs/token', async (request, reply) => {
    beThere();
    reply.header('Cache-Control', 'no-store');
    const now = Date.now() / 1000;
    return half.tokens(forPhp(await accountOf(request, parts)), now);
  });

  app.get('/demo/callback-token', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    const { token, expires } = await half.callbackToken(await requireAccount(request, parts));
    return { token, expires };
  });

  app.post<{ Body: { subject: string; body: string } }>(
    '/demo/notice',
    { schema: { body: shape({ subject: text(200), body: text(2000) }) } },
    async (request) => {
      requireMain(request);
      const account = forPhp(await accountOf(request, parts));
      await half.notice(account, request.body.subject, request.body.body);
      return { acknowledged: true };
    },
  );

  app.post<{ Body: { channel: string; data: unknown } }>(
    '/demo/publish',
    { schema: { body: shape({ channel: text(255), data: {} }) } },
    async (request) => {
      requireMain(request);
      const started = performance.now();
      try {
        const { offset, epoch } = await half.publish(request.body.channel, request.body.data);
        return { acknowledged: true, offset, epoch, ms: Math.round(performance.now() - started) };
      } catch (cause) {
        if (!(cause instanceof DemoError)) throw cause;
        throw new Refusal(502, 'not-acknowledged', cause.message);
      }
    },
  );
}
