import type { FastifyInstance } from 'fastify';
import { requireAccount } from './account-of.ts';
import { shape, text } from './body-schema.ts';
import { requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** The list of content; whoever is logged in adds and renames. */
export function articleRoutes(app: FastifyInstance, parts: SiteParts): void {
  const { articles } = parts;

  app.get('/demo/articles', async (request, reply) => {
    requireMain(request);
    reply.header('Cache-Control', 'no-store');
    return { articles: await articles.newest() };
  });

  app.post<{ Body: { title: string; nid?: number } }>(
    '/demo/articles',
    { schema: { body: shape({ title: text(255), nid: { type: 'integer', minimum: 1 } }, ['nid']) } },
    async (request) => {
      requireMain(request);
      const { uid } = await requireAccount(request, parts);
      const { title, nid } = request.body;
      const article = await (nid === undefined ? articles.add(title, uid) : articles.rename(nid, title));
      if (article === undefined) throw new Refusal(404, 'not-found', 'no such article');
      return article;
    },
  );
}
