// node --conditions=source start.js chat|queue: an example with its push server, till it is told to end.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const {
  PORT = '3000',
  PUSH_PORT = '8080',
  API_PORT = '8081',
  DRUPAL_DATABASE,
  DRUPAL_BASE_URL,
  DRUPAL_HASH_SALT,
} = process.env;
const name = process.argv[2] ?? 'chat';
const folder = fileURLToPath(new URL(`./${name}/`, import.meta.url));
for (const [key, value] of Object.entries({ DRUPAL_DATABASE, DRUPAL_BASE_URL, DRUPAL_HASH_SALT })) {
  if (!value) throw new Error(`${key}: expected what docs/apps.md says, found nothing`);
}

const apiKey = randomBytes(32).toString('base64url');
const address = `http://${new URL(DRUPAL_BASE_URL).hostname}:${PORT}`;
const session = {
  database: DRUPAL_DATABASE,
  baseUrl: DRUPAL_BASE_URL,
  ...(process.env.SWEEP && { sweep: process.env.SWEEP }),
};
const env = {
  ...process.env,
  PORT,
  API_KEY: apiKey,
  API_URL: `http://127.0.0.1:${API_PORT}`,
  PUSH_URL: `ws://${new URL(DRUPAL_BASE_URL).hostname}:${PUSH_PORT}/connection/websocket`,
  NODEJS_LISTEN: `127.0.0.1:${PUSH_PORT}`,
  NODEJS_ORIGINS: JSON.stringify([address]),
  NODEJS_API_LISTEN: `127.0.0.1:${API_PORT}`,
  NODEJS_API_KEYS: JSON.stringify([{ id: 'example', secret: apiKey }]),
  NODEJS_AUTH_SESSION: JSON.stringify(session),
};
const command = fileURLToPath(
  new URL('../bin/drupal-nodejs.js', import.meta.resolve('@drupal-nodejs/server')),
);
const processes = [
  [command, 'serve', '--config', 'drupal-nodejs.json'],
  ['--conditions=source', '--disable-warning=ExperimentalWarning', 'app.js'],
].map((args) => spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] }));
const end = () => {
  for (const each of processes) each.kill();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
for (const each of processes) each.once('exit', end);
