import type { FastifyInstance } from 'fastify';
import { shape, text } from './body-schema.ts';
import { requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** Lets things happen, and answers pages that ask what did. */
export function happeningRoutes(app: FastifyInstance, { happenings }: Pick<SiteParts, 'happenings'>): void {
  app.post<{ Body: { of?: number; everyMs?: number } }>(
    '/demo/happenings',
    {
      schema: {
        body: shape(
          {
            of: { type: 'integer', minimum: 1, maximum: 20 },
            everyMs: { type: 'integer', minimum: 20, maximum: 5_000 },
          },
          ['of', 'everyMs'],
        ),
      },
    },
    async (request) => {
      requireMain(request);
      const { of = 6, everyMs = 600 } = request.body;
      const begun = happenings.begin(of, everyMs);
      if (begun === undefined) throw new Refusal(409, 'busy', 'things happen already; wait until they have');
      return begun;
    },
  );

  app.get<{ Querystring: { run: string } }>(
    '/demo/happenings',
    { schema: { querystring: shape({ run: text(32) }) } },
    async (request, reply) => {
      requireMain(request);
      reply.header('Cache-Control', 'no-store');
      const asked = happenings.ask(request.query.run);
      if (asked === undefined) throw new Refusal(404, 'not-found', 'that run is over');
      return asked;
    },
  );
}
