import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './install.js';
import { run } from './run.js';
import { slugOf } from './site/slug.js';

/** Looks through every tracked file for what must not leave a machine; returns a line per finding. */
export async function findStrays() {
  const files = await trackedFiles();
  const findings = files.flatMap((file) => {
    const bytes = readFileSync(join(root, file));
    if (bytes.includes(0)) return []; // an image or an archive
    const lines = bytes.toString().split('\n');
    return lines.flatMap((line, i) =>
      strays.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${file}:${i + 1} ${what}`),
    );
  });
  return [...findings, ...unlockedDependencies(files)];
}

/** Follows every relative link of every tracked page; returns a line per link that leads nowhere. */
export async function findDeadLinks() {
  const pages = (await trackedFiles()).filter((file) => file.endsWith('.md'));
  return pages.flatMap((page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(
      (match) => match[1],
    );
    return links
      .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link))
      .map((link) => `${page}: ${link} is not there`);
  });
}

function leadsSomewhere(page, link) {
  const [path, anchor] = link.split('#');
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
  if (!existsSync(file)) return false;
  if (anchor === undefined) return true;
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    slugOf(heading),
  );
  return headings.includes(anchor);
}

// Written so that no pattern finds itself.
const strays = [
  { what: 'a path of one machine', pattern: /(?<![\w.}-])\/(?:work|root|home\/[a-z]\w*)\/[\w.]/ },
  // A root such as /src is also the end of many a relative path: only longer ones tell a machine.
  ...(root.split('/').length > 2
    ? [{ what: 'a path of this machine', pattern: new RegExp(`(?<![\\w.}/-])${literal(root)}(?![\\w-])`) }]
    : []),
  {
    what: 'the address of a registry',
    pattern: /https?:\/\/[^\s"'/]*(?:registry\.|npmjs\.org|artifactory|nexus)[^\s"'/]*/,
  },
  { what: 'a conflict mark', pattern: /^(?:<{7}|>{7}) / },
];

/** npm install follows package.json where the lock file has nothing: then two machines get two trees. */
function unlockedDependencies(files) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const manifests = files.filter((file) => /^(?:[^/]+\/){0,2}package\.json$/.test(file));
  return manifests.flatMap((file) => {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const locked = lock[dirname(file) === '.' ? '' : dirname(file)];
    if (locked === undefined) return [];
    return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([name, range]) => locked[kind]?.[name] !== range)
        .map(([name, range]) => `${file}: ${name} ${range} is not in package-lock.json`),
    );
  });
}

async function trackedFiles() {
  const { code, output } = await run('git', ['ls-files', '-z'], { cwd: root, show: false });
  if (code !== 0) throw new Error(`git ls-files ended with exit code ${code}`);
  // A file may be tracked and deleted at once while somebody works.
  return output.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
