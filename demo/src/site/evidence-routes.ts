import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { requireMain } from './guard.ts';
import { Refusal } from './refusal.ts';

const folder = fileURLToPath(new URL('../../../docs/evidence', import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.md': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
};

/** What was seen on real Drupal sites: the repository's own reports and pictures, and a page that lists them. */
export function evidenceRoutes(app: FastifyInstance): void {
  app.get('/evidence/', async (request, reply) => {
    requireMain(request);
    const policy =
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    reply.header('Content-Security-Policy', policy).type('text/html; charset=utf-8');
    return page(await names());
  });

  app.get<{ Params: { '*': string } }>('/evidence/*', async (request, reply) => {
    requireMain(request);
    const name = request.params['*'];
    // Only what the folder lists, so no name leads out of it.
    if (!(await names()).includes(name)) throw new Refusal(404, 'not-found', 'no such evidence');
    reply.header('X-Content-Type-Options', 'nosniff').type(types[extname(name)] ?? '');
    return readFile(join(folder, name));
  });
}

/** Reports lie in the folder itself, the pictures of a version of Drupal in one below: `drupal-11/notice.png`. */
async function names(): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => extname(name) in types).sort();
}

function page(all: readonly string[]): string {
  const isPicture = (name: string): boolean => extname(name) === '.png';
  const link = (name: string): string => {
    const address = `/evidence/${encodeURI(name)}`;
    const words = name.slice(name.indexOf('/') + 1, -extname(name).length).replaceAll('-', ' ');
    return isPicture(name)
      ? `<li><a href="${address}"><img src="${address}" alt="" loading="lazy">${words}</a></li>`
      : `<li><a href="${address}">${name}</a></li>`;
  };
  const list = (some: readonly string[], kind: string): string =>
    `<ul class="${kind}">${some.map(link).join('')}</ul>`;
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>What was seen on real Drupal sites</title>
  <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
  <link rel="stylesheet" href="/assets/tokens.css">
  <link rel="stylesheet" href="/assets/page.css">
  <link rel="stylesheet" href="/assets/evidence.css">
</head>
<body>
  <header class="top">
    <h1>What was seen on real Drupal sites</h1>
    <p class="sentence">Reports of <code>npm run test:drupal</code>, claim by claim, and its pictures. <a href="/">Back to the demo</a></p>
  </header>
  <main>
    ${list(
      all.filter((name) => !isPicture(name)),
      'reports',
    )}
    ${list(all.filter(isPicture), 'pictures')}
  </main>
</body>
</html>
`;
}
