import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kickSeconds } from '../src/web/kick.ts';
import { english } from '../src/web/words.ts';

it('has all words of the screens in Drupal’s module, where they are translated', () => {
  const php = readFileSync(new URL('../../../modules/chatroom/src/Words.php', import.meta.url), 'utf8');
  const said = [...php.matchAll(/'(\w+)' => \$this->t\((?:'([^']*)'|"((?:[^"\\]|\\.)*)")\)/g)];
  expect(Object.fromEntries(said.map(([, key, single, double]) => [key, single ?? double]))).toEqual(english);
});

it('describes its tables alike in the package and in Drupal’s module', () => {
  const [own, shipped] = ['../schema.json', '../../../modules/chatroom/schema.json'].map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  expect(shipped).toBe(own);
});

it('kicks for as long by a line’s menu as by Drupal’s command', () => {
  const services = readFileSync(
    new URL('../../../modules/chatroom/chatroom.services.yml', import.meta.url),
    'utf8',
  );
  expect(services).toContain(`{ $name: kick, $seconds: ${kickSeconds} }`);
});
