import { describe, expect, it } from 'vitest';
import { toSource, toText } from '../../src/web/mention-text.ts';

const people = [
  { uid: 7, name: 'allégra' },
  { uid: 8, name: 'all-star' },
  { uid: 9, name: 'Anna' },
  { uid: 10, name: 'Anna Lee' },
];

describe('what is typed', () => {
  it.each([
    ['@allégra, see this', '<@7>, see this'],
    ['@all-star see this', '<@8> see this'],
    ['(@anna lee) and *@Anna*', '(<@10>) and *<@9>*'],
    ['@all: come @here', '<!all>: come <!here>'],
    ['@allergies, @all-round, @Annabel and anna@all', '@allergies, @all-round, @Annabel and anna@all'],
  ])('mentions whom it names, and calls everybody by a word of its own alone: %s', (text, source) => {
    expect(toSource(text, people)).toBe(source);
  });
});

describe('a line that is edited', () => {
  it.each(['<@9> Lee said so', '<@9> said so', 'x<@9>', '<@9><@10>', '<@4711> and <!all>', '<!all>-x'])(
    'mentions whom it mentioned before: %s',
    (source) => {
      expect(toSource(toText(source, people), people)).toBe(source);
    },
  );

  it('shows names where they are nobody else’s', () => {
    expect(toText('<@9>, <@10> and <@4711>: <!here>', people)).toBe('@Anna, @Anna Lee and <@4711>: @here');
  });
});
