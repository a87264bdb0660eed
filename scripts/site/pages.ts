import { posix } from 'node:path';

/** Which file of the repository is which page of the site; undefined: it is none. */
export function pageOf(file: string): string | undefined {
  if (file === 'README.md' || file === 'docs/README.md') return 'index.md';
  const [, own] = /^docs\/((?:decisions\/)?[^/]+\.md)$/.exec(file) ?? [];
  if (own !== undefined) return own;
  const [, folder] = /^(?:docs\/)?(.+)\/README\.md$/.exec(file) ?? [];
  if (folder !== undefined && /^(packages|modules|recipes|demo|benchmarks|evidence)\b/.test(folder)) {
    return `${folder}.md`;
  }
  return /^(CHANGELOG|CONTRIBUTING)\.md$/.test(file) ? file.toLowerCase() : undefined;
}

/** What a page's links become where they lead to files. */
export interface Rewritten {
  readonly text: string;
  /** Files of the repository that the page shows or offers. */
  readonly files: readonly string[];
}

/**
 * Turns the links of a page, which hold in the repository, into those of the site.
 *
 * Pages become pages, files are offered as text to read, a folder without a page stays a name.
 */
export function rewriteLinks(file: string, text: string, isFile: (path: string) => boolean): Rewritten {
  const page = pageOf(file) ?? file;
  const files: string[] = [];
  const rewrite = (link: string): string | undefined => {
    const [path = '', anchor] = link.split('#');
    if (path === '' || /^[a-z]+:/.test(link)) return link;
    const target = posix.join(posix.dirname(file), path).replace(/\/$/, '');
    const owner = [target, `${target}/README.md`].find(isFile);
    const other = owner === undefined ? undefined : pageOf(owner);
    if (other !== undefined) {
      return `${relative(page, other)}${anchor === undefined ? '' : `#${anchor}`}`;
    }
    if (!isFile(target)) return undefined;
    files.push(target);
    return /\.(png|svg)$/.test(target) ? relative(page, `files/${target}`) : `/files/${target}.txt`;
  };
  const lines = outsideFences(text, (line) =>
    line
      // For who writes the page, not for who reads it.
      .replace(/^<!--.*-->$/, '')
      .replace(/(!?)\[([^[\]]*)\]\(([^)\s]+)\)/g, (_all, image: string, words: string, link: string) => {
        const to = rewrite(link);
        return to === undefined ? words : `${image}[${words}](${to})`;
      })
      // What a page of Vue's would take for a place to fill in.
      .replaceAll('{{', '&#123;&#123;'),
  );
  return { text: lines, files };
}

/** The pages of a map such as docs/README.md: its headings, and the links below each. */
export function contentsOf(map: string): { text: string; items: { text: string; link: string }[] }[] {
  return map
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [text = '', ...lines] = section.split('\n');
      const items = lines.flatMap((line) => {
        const [, words, link] = /^- \[([^\]]+)\]\(([^)]+)\)/.exec(line) ?? [];
        const page = link === undefined ? undefined : pageOf(posix.join('docs', link));
        return words === undefined || page === undefined
          ? []
          : [{ text: words, link: `/${page.replace(/\.md$/, '')}` }];
      });
      return { text: text.trim(), items };
    })
    .filter(({ items }) => items.length > 0);
}

function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function outsideFences(text: string, change: (line: string) => string): string {
  let fence: string | undefined;
  return text
    .split('\n')
    .map((line) => {
      const [, mark] = /^\s*(`{3,})/.exec(line) ?? [];
      if (mark !== undefined && (fence === undefined || mark === fence)) {
        fence = fence === undefined ? mark : undefined;
        return line;
      }
      return fence === undefined ? change(line) : line;
    })
    .join('\n');
}
