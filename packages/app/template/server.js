import { build } from './app.js';

const { DRUPAL_DATABASE, DRUPAL_BASE_URL, DRUPAL_HASH_SALT, DRUPAL_URL, PORT = '3000' } = process.env;
const wanted = { DRUPAL_DATABASE, DRUPAL_BASE_URL, DRUPAL_HASH_SALT };
const missing = Object.keys(wanted).filter((name) => !wanted[name]);
if (missing.length > 0) {
  console.error(`Set ${missing.join(', ')} in .env; README.md says where they come from.`);
  process.exit(1);
}

const server = await build({
  database: DRUPAL_DATABASE,
  baseUrl: DRUPAL_BASE_URL,
  hashSalt: DRUPAL_HASH_SALT,
  ...(DRUPAL_URL && { url: DRUPAL_URL }),
});
console.log(await server.listen({ port: Number(PORT), host: '127.0.0.1' }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
