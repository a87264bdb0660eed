import type { LineKind } from '@drupal-nodejs/chatroom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/server/lines/markdown.ts';

const names = new Map([
  [7, 'Alice'],
  [8, '<Bob> & "Eve"'],
]);

function renderLine(kind: LineKind, body: string, mayCall = false): string {
  return parseLine(kind, body).render(names, mayCall);
}

describe('a line’s mentions', () => {
  it('are accounts by their uid, shown by their names', () => {
    const { mentions, calls, render } = parseLine('text', '<@7>, *<@8>*, <@7> and <@9>');
    expect([mentions, calls]).toEqual([[7, 8, 9], undefined]);
    expect(render(names, false)).toBe(
      '<p><span class="mention" data-uid="7">@Alice</span>, <em><span class="mention" data-uid="8">@&lt;Bob&gt; &amp; &quot;Eve&quot;</span></em>, <span class="mention" data-uid="7">@Alice</span> and &lt;@9&gt;</p>',
    );
  });

  it('aren’t found in code', () => {
    expect(parseLine('text', '`<@7>`\n```\n<@7>\n```').mentions).toEqual([]);
  });

  it('of everybody are for those who may call', () => {
    expect(parseLine('text', 'hear, <!all>').calls).toBe('all');
    expect(renderLine('text', 'hear, <!all>', true)).toBe('<p>hear, <span class="mention">@all</span></p>');
    expect(renderLine('text', 'hear, <!all>')).toBe('<p>hear, @all</p>');
  });

  it('are at most fifty', () => {
    const body = Array.from({ length: 60 }, (_, index) => `<@${index + 1}>`).join(' ');
    expect(parseLine('text', body).mentions).toHaveLength(50);
  });
});

describe('a line’s markup', () => {
  it.each([
    ['hello', '<p>hello</p>'],
    ['two\nlines', '<p>two<br>\nlines</p>'],
    [
      '*soft* **loud** ~~gone~~ `code`',
      '<p><em>soft</em> <strong>loud</strong> <s>gone</s> <code>code</code></p>',
    ],
    ['```js\na < b\n```', '<pre><code class="language-js">a &lt; b\n</code></pre>'],
    ['> said\n\nanswered', '<blockquote>\n<p>said</p>\n</blockquote>\n<p>answered</p>'],
    ['# no heading', '<p># no heading</p>'],
    [
      'see https://drupal.org.',
      '<p>see <a href="https://drupal.org" rel="nofollow ugc noopener" target="_blank">https://drupal.org</a>.</p>',
    ],
    ['done :tada::tada: (:+1:)', '<p>done 🎉🎉 (👍)</p>'],
    [
      '`:tada:` my:key:b std::key::x 12:30:45 :nothing:',
      '<p><code>:tada:</code> my:key:b std::key::x 12:30:45 :nothing:</p>',
    ],
    ['file.pm and me@example.com', '<p>file.pm and me@example.com</p>'],
  ])('of %j', (body, html) => {
    expect(renderLine('text', body)).toBe(html);
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '[a](vbscript:x)',
    '![a](https://example.com/pixel.gif)',
    '[a](https://example.com "\\" onmouseover=\\"alert(1)")',
    '<https://example.com/"onmouseover="alert(1)>',
    '```"><script>alert(1)</script>\nx\n```',
    '&lt;script&gt;',
    '<@7 onclick=alert(1)>',
    '<@8>',
  ])('of the hostile %j holds no tag or address of its author’s', (body) => {
    expect(unknownMarkup(renderLine('text', body))).toEqual([]);
    expect(unknownMarkup(renderLine('me', body))).toEqual([]);
  });

  it('of anything is made of the few known tags', () => {
    const fragment = fc.constantFrom(
      ...[
        '<',
        '>',
        '"',
        "'",
        '&',
        '`',
        '```',
        '[',
        '](',
        ')',
        '!',
        '*',
        '_',
        '\n',
        '\t',
        ' ',
        '#',
        '|',
        '-',
        '\\',
      ],
      ...['javascript:', 'https://a.b', 'data:', 'onerror=', 'script', 'x', '𝄞', '\u202e', '&#x3c;'],
    );
    const source = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(source, fc.constantFrom('text', 'me'), (body, kind) => {
        expect(unknownMarkup(renderLine(kind, body))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

const known = [
  /^<span class="mention"( data-uid="\d+")?>$/,
  /^<\/span>$/,
  /^<\/?(p|em|strong|s|code|pre|blockquote|ul|ol|li|a)>$/,
  /^<br>$/,
  /^<ol start="\d+">$/,
  /^<code class="language-[^"<>]*">$/,
  /^<a href="(?!javascript:|vbscript:|data:|file:)[^"<>]*"( title="[^"<>]*")? rel="nofollow ugc noopener" target="_blank">$/,
];

/** Whatever of the markup begins like a tag and is none of the known ones. */
function unknownMarkup(html: string): readonly string[] {
  return (html.match(/<[^>]*>?/g) ?? []).filter((tag) => !known.some((pattern) => pattern.test(tag)));
}
