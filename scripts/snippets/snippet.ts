import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Snippet {
  /** From the repository's root. */
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** All fenced blocks of all tracked pages that say what they are written in. */
export function findSnippets(root: string): readonly Snippet[] {
  const pages = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' });
  return pages
    .split('\0')
    .filter((page) => page !== '')
    .flatMap((page) => snippetsOf(page, readFileSync(join(root, page), 'utf8')));
}

function snippetsOf(page: string, text: string): Snippet[] {
  return [...text.matchAll(/^( *)```(\w+)[^\n]*\n(.*?)^\1```$/gms)].map((match) => {
    const [, indent = '', language = '', block = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    return { page, line, language, text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}
