import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Host, Hosts } from '../hosts.ts';
import { Refusal } from './refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The host name of ours that the request came to; undefined only for the push server's callback. */
    demoHost: Host | undefined;
  }
}

/** The only path that is served by address instead of by host name: the push server asks there. */
export const callbackPath = '/nodejs/message';

/**
 * Lets in only what is meant for this demo.
 *
 * The Host must be one of ours to the letter: a name of another site that was rebound to loopback is refused. Whatever
 * changes something must come from a page of that same host, for a browser sends a foreign page's requests here too.
 */
export function guard(app: FastifyInstance, hosts: Hosts, port: number): void {
  const own = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  app.decorateRequest('demoHost', undefined);
  app.addHook('onRequest', async (request, reply) => {
    const authority = request.headers.host;
    const path = request.url.split('?', 1)[0];
    if (path === callbackPath && authority === `127.0.0.1:${port}`) return;
    const host = hosts.at(authority);
    if (host === undefined) {
      if (request.method === 'GET' && path === '/' && authority !== undefined && own.has(authority))
        return reply.redirect(`${hosts.main.origin}/`, 302);
      throw new Refusal(421, 'unknown-host', `expected a host of this demo, e.g. ${hosts.main.authority}`);
    }
    request.demoHost = host;
    if (request.method !== 'GET' && request.method !== 'HEAD' && request.headers.origin !== host.origin)
      throw new Refusal(403, 'foreign-origin', `expected a request of a page of ${host.origin}`);
  });
}

/** The host of a guarded request. */
export function hostOf(request: FastifyRequest): Host {
  if (request.demoHost === undefined)
    throw new Refusal(421, 'unknown-host', 'this path needs a host of the demo');
  return request.demoHost;
}

/** Refuses whatever isn't asked from the main page's host. */
export function requireMain(request: FastifyRequest): Host {
  const host = hostOf(request);
  if (host.name !== 'demo') throw new Refusal(404, 'not-found', 'only the main page has this');
  return host;
}
