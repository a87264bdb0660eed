import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findDeadLinks } from './site/anchors.ts';
import { contentsOf, pageOf, rewriteLinks } from './site/pages.ts';
import { findEntries } from './site/reference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const isFile = (path: string): boolean =>
  statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;

describe('the documentation’s site', () => {
  it('has every page of docs/ in its menu, and none twice', () => {
    const links = contentsOf(readFileSync(join(root, 'docs/README.md'), 'utf8')).flatMap(({ items }) =>
      items.map(({ link }) => link),
    );
    const pages = ['docs', 'docs/decisions'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((file) => file.endsWith('.md') && file !== 'README.md')
        .map((file) => `/${pageOf(`${folder}/${file}`)?.replace(/\.md$/, '')}`),
    );
    expect(links.filter((link) => pages.includes(link)).toSorted()).toEqual(pages.toSorted());
    expect(new Set(links).size).toBe(links.length);
  });

  it('turns links of the repository into links of the site', () => {
    const rewritten = rewriteLinks(
      'docs/apps.md',
      [
        '<!-- made by a script -->',
        '[chat](../packages/chatroom), [errors](errors.md#chat), [tests](../e2e), ![The system](system.svg)',
        '[setup](../packages/server/setup/apache.conf), [web](https://example.com/), [here](#fastify), {{ path }}',
        '```md',
        '[untouched](errors.md) {{ path }}',
        '```',
      ].join('\n'),
      isFile,
    );
    expect(rewritten).toEqual({
      text: [
        '',
        '[chat](./packages/chatroom.md), [errors](./errors.md#chat), tests, ![The system](./files/docs/system.svg)',
        '[setup](/files/packages/server/setup/apache.conf.txt), [web](https://example.com/), [here](#fastify), &#123;&#123; path }}',
        '```md',
        '[untouched](errors.md) {{ path }}',
        '```',
      ].join('\n'),
      files: ['docs/system.svg', 'packages/server/setup/apache.conf'],
    });
  });

  it('has a reference of everything that the packages offer to programs', () => {
    const modules = findEntries(root).map(({ module, file }) => [module, existsSync(join(root, file))]);
    expect(modules).toContainEqual(['@drupal-nodejs/server', true]);
    expect(modules).toContainEqual(['@drupal-nodejs/app/fastify', true]);
    expect(modules.filter(([, isThere]) => isThere !== true)).toEqual([]);
  });

  it('names links and anchors that lead nowhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-site-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(
      join(folder, 'index.html'),
      '<h1 id="there">x</h1><a href="/docs/index.html#there"></a><a href="#away"></a><img src="none.png"><a href="https://example.com/">',
    );
    expect(await findDeadLinks(folder, '/docs/')).toEqual(['index.html: #away', 'index.html: none.png']);
  });
});
