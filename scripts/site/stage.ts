import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { contentsOf, pageOf, rewriteLinks } from './pages.ts';

/** A group of the site's menu. */
export interface Group {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/**
 * Lays out a folder from which the generator makes the site: pages, what they show, and the menu.
 *
 * @param tracked - the repository's files, by their paths from its root
 */
export async function stage(root: string, target: string, tracked: readonly string[]): Promise<void> {
  const known = new Set(tracked);
  const pages = join(target, 'pages');
  await rm(pages, { recursive: true, force: true });
  for (const file of tracked) {
    const page = pageOf(file);
    if (page === undefined || page === 'index.md') continue;
    const { text, files } = rewriteLinks(file, await readFile(join(root, file), 'utf8'), (path) =>
      known.has(path),
    );
    await write(join(pages, page), text);
    for (const shown of files) {
      const isPicture = /\.(png|svg)$/.test(shown);
      await copy(join(root, shown), join(pages, isPicture ? `files/${shown}` : `public/files/${shown}.txt`));
    }
  }
  await copy(join(root, 'docs/site/index.md'), join(pages, 'index.md'));
  await copy(join(root, 'docs/images/demo.png'), join(pages, 'public/demo.png'));
  await copy(join(root, 'demo/src/web/mark.svg'), join(pages, 'public/mark.svg'));
}

/** The menu: what docs/README.md says, and the reference that was generated. */
export async function contents(root: string, target: string): Promise<readonly Group[]> {
  const groups = contentsOf(await readFile(join(root, 'docs/README.md'), 'utf8'));
  const reference = await readdir(join(target, 'pages/reference')).catch(() => []);
  return [
    ...groups,
    {
      text: 'TypeScript',
      collapsed: true,
      items: reference.toSorted().map((file) => {
        const name = file.replace(/\.md$/, '');
        return { text: `@drupal-nodejs/${name.replace('.', '/')}`, link: `/reference/${name}` };
      }),
    },
  ];
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to);
}
