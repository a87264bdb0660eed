import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { AppRequest } from './app-request.ts';
import type { AppRoute, DrupalApp } from './drupal-app.ts';
import { AppError } from './errors.ts';
import { readJsonBody } from './json-body.ts';
import { loggedIn, permission, type Requirement, role } from './requirement.ts';
import type { Visit } from './visit.ts';

declare global {
  namespace Express {
    interface Request {
      /** Who asks, and what Drupal lets them do. */
      drupal: Visit;
    }
  }
}

/** What of Express' request is used here. */
export interface ExpressRequest extends IncomingMessage {
  readonly ip?: string | undefined;
  readonly originalUrl: string;
  readonly path: string;
  readonly body?: unknown;
  drupal: Visit;
}

/** Middleware, as Express and those like it take it. */
export type Middleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

const apps = new WeakMap<IncomingMessage, DrupalApp>();

/**
 * Express middleware: `request.drupal` on every request, and the app's own routes. The app closes its `DrupalApp`.
 *
 * A request whose account can't be told is refused (503, `APP_ACCOUNT_UNKNOWN`); what changes something without the
 * session's token, too (403, `APP_CSRF`). Routes that look after that themselves are mounted before it.
 */
export function drupalMiddleware(app: DrupalApp): Middleware {
  return async (request, response, next) => {
    try {
      const asked = requestOf(request);
      const visit = await app.visit(asked);
      request.drupal = visit;
      apps.set(request, app);
      const route = app.routes.find(({ method, path }) => method === request.method && path === request.path);
      if (!route?.isBeforeLogIn) await app.requireCsrfToken(asked, visit);
      if (route === undefined) next();
      else send(response, await route.answer(visit, asked, await bodyOf(route, request)));
    } catch (error) {
      if (error instanceof AppError) send(response, app.answerTo(error));
      else next(error);
    }
  };
}

/** Lets only those on who are logged in. */
export const requireLogin: Middleware = required(loggedIn);

/** Lets only those on who have a permission. */
export function requirePermission(name: string): Middleware {
  return required(permission(name));
}

/** Lets only those on who have a role. */
export function requireRole(id: string): Middleware {
  return required(role(id));
}

function required(requirement: Requirement): Middleware {
  return async (request, response, next) => {
    const app = apps.get(request);
    if (app === undefined) {
      next(new AppError('APP_OPTION', 'expected drupalMiddleware before this route'));
      return;
    }
    const answer = app.refuse(requirement, requestOf(request), request.drupal);
    if (answer === undefined) next();
    else send(response, answer);
  };
}

async function bodyOf({ method }: AppRoute, request: ExpressRequest): Promise<unknown> {
  if (method === 'GET') return undefined;
  // Where express.json() came before, the body is read already.
  return request.body ?? (await readJsonBody(request));
}

function requestOf({ method = 'GET', originalUrl, headers, ip, socket }: ExpressRequest): AppRequest {
  return { method, url: originalUrl, headers, address: ip ?? socket.remoteAddress ?? '' };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
