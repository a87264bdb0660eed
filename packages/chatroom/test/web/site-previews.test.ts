import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseLine } from '../../src/server/lines/markdown.ts';
import { sitePreviews } from '../../src/web/site-previews.ts';

const { linksIn } = sitePreviews('/site/chatroom/-/preview', '/site/');

function linksOf(source: string): readonly string[] {
  vi.stubGlobal('location', new URL('https://example.com/site/chatroom'));
  return linksIn(parseLine('text', source).render(new Map(), false));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('links that are looked up', () => {
  it('are those to the site itself, each once and three at most', () => {
    const source = [
      'https://example.com/site/node/7?page=1&x=2#top and [again](/site/node/7?page=1&x=2)',
      'https://example.com/other/node/7 http://example.com/site/node/7 https://elsewhere.org/site/node/7',
      '/site/node/8 <https://example.com/site/node/8> [9](/site/node/9) [10](/site/node/10)',
    ].join('\n');
    expect(linksOf(source)).toEqual(['/site/node/7?page=1&x=2', '/site/node/8', '/site/node/9']);
  });

  it('are none that no browser can go to, which whoever writes may put into a line', () => {
    const source = '[a](http://example.com:99999/) <http://[1> [b](http://%zz/) [c](/site/node/7)';
    expect(linksOf(source)).toEqual(['/site/node/7']);
  });
});
