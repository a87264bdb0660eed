import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Host, Hosts } from '../hosts.ts';
import { hostOf } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';
import { settingsFor } from './settings.ts';

function policy(host: Host, hosts: Hosts): string {
  const isMain = host.name === 'demo';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host.authority}`,
    ...(isMain ? [`frame-src ${hosts.frames.map(({ origin }) => origin).join(' ')}`] : []),
    `frame-ancestors ${isMain ? "'none'" : hosts.main.origin}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function send(reply: FastifyReply, type: string, content: string | Buffer): FastifyReply {
  return reply.type(type).header('X-Content-Type-Options', 'nosniff').send(content);
}

/** The pages, their settings and their files. */
export function pageRoutes(app: FastifyInstance, parts: SiteParts): void {
  const { hosts, screens, events, door } = parts;

  app.get<{ Querystring: { key?: unknown } }>('/', async (request, reply) => {
    const started = performance.now();
    const host = hostOf(request);
    reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
    if (host.name === 'demo' && request.query.key !== undefined) {
      const cookie = door.cookieFor(request.query.key);
      if (cookie !== undefined) reply.header('Set-Cookie', cookie);
      // Out of the address bar and the history, whether it was right or not.
      const rest = new URLSearchParams(request.url.slice(request.url.indexOf('?')));
      rest.delete('key');
      return reply.redirect(rest.size === 0 ? '/' : `/?${rest}`, 303);
    }
    const { settings, hasToken, user } = await settingsFor(request, parts);
    const html = screens.page(host.name === 'demo' ? 'page' : 'frame', settings);
    if (hasToken && user !== undefined)
      events.emit({
        type: 'trace',
        step: 'page',
        host: host.name,
        user: user.uid,
        name: user.name,
        ms: Math.round((performance.now() - started) * 100) / 100,
        bytes: Buffer.byteLength(html),
      });
    reply.header('Content-Security-Policy', policy(host, hosts));
    return send(reply, 'text/html; charset=utf-8', html);
  });

  app.get('/demo/settings', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return (await settingsFor(request, parts)).settings;
  });

  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const asset = screens.assets.get(request.params.name);
    if (asset === undefined) throw new Refusal(404, 'not-found', 'no such file');
    reply.header('Cache-Control', 'no-cache');
    return send(reply, asset.type, asset.content);
  });

  // Browsers ask for it by themselves; the pages name their own icon.
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
}
