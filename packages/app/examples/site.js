// What both examples have: a page for who is logged in, and the push SDK for browsers.
import { readFile } from 'node:fs/promises';
import { createApp } from '@drupal-nodejs/app';
import { drupalPlugin } from '@drupal-nodejs/app/fastify';
import Fastify from 'fastify';

const file = (url) => readFile(new URL(url, import.meta.url));

/** A Fastify server with an example's page at `/`. */
export async function createSite({ page, drupal, push }) {
  const server = Fastify();
  await server.register(drupalPlugin, { app: await createApp(drupal) });
  const assets = {
    '/': ['text/html', page],
    '/look.css': ['text/css', await file('./look.css')],
    '/site.js': ['text/javascript', await file('./browser.js')],
    '/centrifuge.js': [
      'text/javascript',
      await file(import.meta.resolve('centrifuge').replace(/build\/.*/, 'dist/centrifuge.js')),
    ],
    '/push': ['application/json', JSON.stringify({ url: push })],
  };
  for (const [path, [type, body]] of Object.entries(assets)) {
    server.get(path, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(body));
  }
  return server;
}

/** What the examples are told by the environment. */
export function fromEnvironment({
  DRUPAL_DATABASE,
  DRUPAL_BASE_URL,
  DRUPAL_HASH_SALT,
  DRUPAL_URL,
  PUSH_URL,
}) {
  const drupal = { database: DRUPAL_DATABASE, baseUrl: DRUPAL_BASE_URL, hashSalt: DRUPAL_HASH_SALT };
  return { drupal: { ...drupal, ...(DRUPAL_URL && { url: DRUPAL_URL }) }, push: PUSH_URL };
}
