import type { FastifyInstance, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import type { Answer } from './answer.ts';
import type { AppRequest } from './app-request.ts';
import type { DrupalApp } from './drupal-app.ts';
import { AppError } from './errors.ts';
import { loggedIn, permission, type Requirement, role } from './requirement.ts';
import type { Visit } from './visit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, and what Drupal lets them do. */
    drupal: Visit;
  }
  interface FastifyContextConfig {
    /** `csrf: false`: this route is for others than pages of the app, and looks after itself. */
    drupal?: { readonly csrf?: boolean };
  }
}

/** What the plugin is registered with. */
export interface DrupalPluginOptions {
  /** Closed with the server. */
  readonly app: DrupalApp;
}

const apps = new WeakMap<FastifyRequest, DrupalApp>();

/**
 * Fastify plugin: `request.drupal` on every request, and the app's own routes.
 *
 * A request whose account can't be told is refused (503, `APP_ACCOUNT_UNKNOWN`); what changes something without the
 * session's token, too (403, `APP_CSRF`).
 */
export async function drupalPlugin(fastify: FastifyInstance, { app }: DrupalPluginOptions): Promise<void> {
  const noVisit: unknown = null;
  fastify.decorateRequest('drupal', noVisit as Visit);
  fastify.addHook('onClose', () => app.close());
  const beforeLogIn = new Set(app.routes.filter((route) => route.isBeforeLogIn).map(({ path }) => path));
  fastify.addHook('onRequest', async (request, reply) => {
    try {
      const asked = requestOf(request);
      const visit = await app.visit(asked);
      request.drupal = visit;
      apps.set(request, app);
      const { url, config } = request.routeOptions;
      if (config.drupal?.csrf !== false && !beforeLogIn.has(url ?? ''))
        await app.requireCsrfToken(asked, visit);
    } catch (error) {
      return await send(reply, app.answerTo(error));
    }
  });
  for (const { method, path, answer } of app.routes) {
    fastify.route({
      method,
      url: path,
      handler: async (request, reply) => {
        try {
          return await send(reply, await answer(request.drupal, requestOf(request), request.body));
        } catch (error) {
          return await send(reply, app.answerTo(error));
        }
      },
    });
  }
}

// Its decorations are for the whole server, not for what is registered inside it.
Object.assign(drupalPlugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@drupal-nodejs/app',
});

/** `preHandler` that lets only those on who are logged in. */
export const requireLogin: preHandlerAsyncHookHandler = required(loggedIn);

/** `preHandler` that lets only those on who have a permission. */
export function requirePermission(name: string): preHandlerAsyncHookHandler {
  return required(permission(name));
}

/** `preHandler` that lets only those on who have a role. */
export function requireRole(id: string): preHandlerAsyncHookHandler {
  return required(role(id));
}

function required(requirement: Requirement): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    const app = apps.get(request);
    if (app === undefined)
      throw new AppError('APP_OPTION', 'expected drupalPlugin to be registered before this route');
    const answer = app.refuse(requirement, requestOf(request), request.drupal);
    if (answer !== undefined) return await send(reply, answer);
  };
}

function requestOf({ method, url, headers, ip }: FastifyRequest): AppRequest {
  return { method, url, headers, address: ip };
}

async function send(reply: FastifyReply, { status, headers, body }: Answer): Promise<FastifyReply> {
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) {
    reply.header(name, typeof value === 'string' ? value : [...value]);
  }
  return reply.send(body);
}
