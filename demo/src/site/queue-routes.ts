import type { FastifyInstance } from 'fastify';
import { shape } from './body-schema.ts';
import { requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

const items = { type: 'integer', minimum: 1, maximum: 100 };

/** Gives the queue's worker something to do. */
export function queueRoutes(app: FastifyInstance, { workshop }: Pick<SiteParts, 'workshop'>): void {
  app.post<{ Body: { of: number; killAfter?: number } }>(
    '/demo/queue',
    { schema: { body: shape({ of: items, killAfter: items }, ['killAfter']) } },
    async (request) => {
      requireMain(request);
      const job = await workshop.add(request.body.of, request.body.killAfter ?? 0);
      if (job === undefined) throw new Refusal(409, 'busy', 'a job is worked already; wait until it is done');
      return job;
    },
  );
}
