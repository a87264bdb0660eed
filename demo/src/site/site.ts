import { createServer } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { accountRoutes } from './account-routes.ts';
import { articleRoutes } from './article-routes.ts';
import { breakRoutes } from './break-routes.ts';
import { consoleRoute } from './console-route.ts';
import { drupalRoutes } from './drupal-routes.ts';
import { eventRoute } from './event-route.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { guard } from './guard.ts';
import { happeningRoutes } from './happening-routes.ts';
import { pageRoutes } from './page-routes.ts';
import type { SiteParts } from './parts.ts';
import { queueRoutes } from './queue-routes.ts';
import { Refusal } from './refusal.ts';

/** Largest body of a request, in bytes. */
const bodyLimit = 128 * 1024;

/** Builds the demo's site; it listens when told to. */
export function createSite(parts: SiteParts): FastifyInstance {
  const app = Fastify({
    bodyLimit,
    forceCloseConnections: true,
    serverFactory: (handle) =>
      createServer((request, response) => {
        if (parts.gateway.isFor(request)) parts.gateway.relay(request, response);
        else handle(request, response);
      }),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  // Text is a form's way to send JSON across origins without asking.
  app.removeContentTypeParser('text/plain');
  guard(app, parts.hosts, parts.port);
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, message } = refusalOf(error);
    void reply.code(status).header('Cache-Control', 'no-store').send({ error: { code, message } });
  });
  app.setNotFoundHandler(async () => {
    throw new Refusal(404, 'not-found', 'no such path');
  });
  pageRoutes(app, parts);
  drupalRoutes(app, parts);
  accountRoutes(app, parts);
  consoleRoute(app, parts);
  breakRoutes(app, parts);
  happeningRoutes(app, parts);
  queueRoutes(app, parts);
  articleRoutes(app, parts);
  evidenceRoutes(app);
  eventRoute(app, parts);
  app.server.on('upgrade', (request, socket, head) => parts.gateway.accept(request, socket, head));
  return app;
}

function refusalOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof Refusal) return error;
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return {
      status: statusCode,
      code: 'invalid-request',
      message: message ?? 'the request is not understood',
    };
  // What broke inside is the terminal's business; the reason goes there, not to whoever asked.
  console.error(error);
  return { status: 500, code: 'failed', message: 'this did not work; the terminal says why' };
}
