import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Follows every link of a built site; returns a line per one that leads nowhere, anchors included. */
export async function findDeadLinks(folder: string, base = '/'): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  const there = new Set(files.map((file) => file.replaceAll('\\', '/')));
  const pages = new Map<string, string>();
  for (const file of there) {
    if (file.endsWith('.html')) pages.set(file, await readFile(join(folder, file), 'utf8'));
  }
  const anchors = new Map(
    [...pages].map(([file, html]) => [
      file,
      new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => plainText(id))),
    ]),
  );
  return [...pages].flatMap(([page, html]) =>
    [
      ...new Set(
        [...html.matchAll(/<(?:a|img|link|script)\s[^>]*?(?:href|src)="([^"]+)"/g)].map(([, link = '']) =>
          plainText(link),
        ),
      ),
    ]
      .filter((link) => !/^([a-z]+:|\/\/)/.test(link))
      .filter((link) => !leadsSomewhere(page, link))
      .map((link) => `${page}: ${link}`),
  );

  function leadsSomewhere(page: string, link: string): boolean {
    const [path = '', anchor] = link.split('#');
    const plain = decodeURI(path);
    const target =
      plain === ''
        ? page
        : plain.startsWith(base)
          ? plain.slice(base.length)
          : posix.join(posix.dirname(page), plain);
    const file = target === '' || target.endsWith('/') ? `${target}index.html` : target;
    if (!there.has(file)) return false;
    return (
      anchor === undefined || anchor === '' || anchors.get(file)?.has(decodeURIComponent(anchor)) === true
    );
  }
}

function plainText(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
