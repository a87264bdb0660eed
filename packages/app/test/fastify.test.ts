import { drupalPlugin, requireLogin, requirePermission, requireRole } from '@drupal-nodejs/app/fastify';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { AppSite, type Serve } from './app-site.ts';
import { appSuite } from './app-suite.ts';

const serve: Serve = async (app) => {
  const server = Fastify();
  await server.register(drupalPlugin, { app });
  server.get('/me', async ({ drupal }) => {
    const { uid, name, roles } = drupal.account;
    return { uid, name, roles, can: drupal.can('edit any page') };
  });
  server.get('/members', { preHandler: requireLogin }, async () => 'members');
  // What a guard of all paths has before it.
  server.get('//evil.example/welcome', { preHandler: requireLogin }, async () => 'members');
  server.get('/edit', { preHandler: requirePermission('edit any page') }, async () => 'edit');
  server.get('/editors', { preHandler: requireRole('editor') }, async () => 'editors');
  server.post('/change', async () => ({ changed: true }));
  server.post('/hook', { config: { drupal: { csrf: false } } }, async () => ({ heard: true }));
  server.get<{ Params: { id: string } }>('/article/:id', async ({ drupal, params }, reply) => {
    return (
      (await drupal.content.get('node--article', params.id)) ?? reply.code(404).send({ error: 'not found' })
    );
  });
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), close: () => server.close() };
};

describe('the Fastify plugin', () => {
  appSuite(serve);

  it('asks no token of routes that look after that themselves', async () => {
    const at = await AppSite.start(serve);
    const headers = await at.logIn(at.alice);
    expect((await at.ask('/hook', { method: 'POST', headers })).body).toEqual({ heard: true });
  });

  it('says when a guard stands before a route without it', async () => {
    const server = Fastify();
    server.get('/', { preHandler: requireLogin }, async () => 'in');
    expect((await server.inject('/')).json()).toMatchObject({ code: 'APP_OPTION', statusCode: 500 });
  });
});
