import { readFile } from 'node:fs/promises';
import { createApp } from '@drupal-nodejs/app';
import { drupalPlugin, requireLogin, requirePermission } from '@drupal-nodejs/app/fastify';
import Fastify from 'fastify';
import { logInPage, page } from './pages.js';

const style = await readFile(new URL('./style.css', import.meta.url));
const script = await readFile(new URL('./browser.js', import.meta.url));

/** The app on a Drupal; `drupal` is what createApp takes. */
export async function build(drupal) {
  const app = await createApp({ logInPage: '/log-in', ...drupal });
  const server = Fastify();
  await server.register(drupalPlugin, { app });
  const html = (reply, body) => reply.type('text/html; charset=utf-8').send(body);

  server.get('/', async ({ drupal }, reply) => {
    const { name, uid, roles } = drupal.account;
    const words =
      uid === 0 ? 'Drupal does not know you yet.' : `Drupal knows you as ${name} (${roles.join(', ')}).`;
    return html(reply, page({ account: drupal.account, title: 'NAME', words }));
  });

  server.get('/log-in', async ({ drupal, query }, reply) => {
    return html(reply, logInPage({ account: drupal.account, destination: query.destination }));
  });

  server.get('/members', { preHandler: requireLogin }, async ({ drupal }, reply) => {
    return html(
      reply,
      page({ account: drupal.account, title: 'Members', words: `For you, ${drupal.account.name}.` }),
    );
  });

  // Pages send the header X-CSRF-Token with this, see browser.js.
  server.post('/notes', { preHandler: requirePermission('access content') }, async () => ({ noted: true }));

  server.get('/style.css', async (_request, reply) => reply.type('text/css').send(style));
  server.get('/browser.js', async (_request, reply) => reply.type('text/javascript').send(script));
  return server;
}
