import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { drupalMiddleware, requireLogin, requirePermission, requireRole } from '@drupal-nodejs/app/express';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { AppSite, type Serve } from './app-site.ts';
import { appSuite } from './app-suite.ts';

function serveWith(...before: readonly express.RequestHandler[]): Serve {
  return async (app) => {
    const server = express();
    for (const middleware of before) server.use(middleware);
    server.use(drupalMiddleware(app));
    server.get('/me', ({ drupal }, response) => {
      const { uid, name, roles } = drupal.account;
      response.json({ uid, name, roles, can: drupal.can('edit any page') });
    });
    server.get('/members', requireLogin, (_request, response) => void response.send('members'));
    // What a guard of all paths has before it.
    server.get('//evil.example/welcome', requireLogin, (_request, response) => void response.send('members'));
    server.get(
      '/edit',
      requirePermission('edit any page'),
      (_request, response) => void response.send('edit'),
    );
    server.get('/editors', requireRole('editor'), (_request, response) => void response.send('editors'));
    server.post('/change', (_request, response) => void response.json({ changed: true }));
    server.get('/article/:id', async ({ drupal, params }, response) => {
      const article = await drupal.content.get('node--article', params.id);
      if (article === undefined) response.status(404).json({ error: 'not found' });
      else response.json(article);
    });
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return {
      url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
      close: async () => {
        listening.closeAllConnections();
        listening.close();
        await app.close();
      },
    };
  };
}

describe('the Express middleware', () => {
  appSuite(serveWith());

  it('takes a body that express.json() has read', async () => {
    const at = await AppSite.start(serveWith(express.json()));
    const answer = await at.ask('/drupal/log-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Alice","pass":"wonderland"}',
    });
    expect(answer.status).toBe(200);
  });

  it('reads no more than a log-in needs', async () => {
    const at = await AppSite.start(serveWith());
    const answer = await at.ask('/drupal/log-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x'.repeat(10_000), pass: 'y' }),
    });
    expect([answer.status, answer.body]).toMatchObject([413, { error: { code: 'APP_REQUEST' } }]);
  });

  it('says when a guard stands before a route without it', async () => {
    const server = express();
    server.get('/', requireLogin, (_request, response) => void response.send('in'));
    server.use(((error, _request, response, _next) => {
      response.status(500).json({ code: error.code });
    }) as express.ErrorRequestHandler);
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/`);
    expect(await answer.json()).toEqual({ code: 'APP_OPTION' });
    listening.close();
  });
});
