import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { DemoEvent } from '../event-log.ts';
import type { Logged } from '../site-event.ts';
import { requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** Most pages that may watch at the same time. */
const limit = 32;
const keepAliveMs = 15_000;

function write(response: ServerResponse, event: Logged<DemoEvent>): void {
  response.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** What happens behind the screens, as server-sent events; independent of the push server, whose death it tells. */
export function eventRoute(app: FastifyInstance, { events }: Pick<SiteParts, 'events'>): void {
  const watching = new Set<ServerResponse>();

  app.get('/demo/events', (request, reply) => {
    requireMain(request);
    if (watching.size >= limit) throw new Refusal(503, 'too-many', `at most ${limit} pages can watch`);
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 1000\n\n');
    const last = Number(request.headers['last-event-id'] ?? 0);
    for (const event of events.since(Number.isFinite(last) ? last : 0)) write(response, event);
    const off = events.listen((event) => write(response, event));
    const beat = setInterval(() => response.write(':\n\n'), keepAliveMs);
    watching.add(response);
    response.once('close', () => {
      off();
      clearInterval(beat);
      watching.delete(response);
    });
  });

  app.addHook('preClose', async () => {
    for (const response of watching) response.end();
  });
}
