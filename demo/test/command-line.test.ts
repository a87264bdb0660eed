import { expect, test } from 'vitest';
import { readCommandLine, usualState } from '../src/command-line.ts';

test('without arguments the usual state, port and PHP are meant', () => {
  expect(readCommandLine([])).toEqual({
    mode: 'run',
    state: usualState,
    port: undefined,
    php: undefined,
    drupal: undefined,
    fresh: false,
    sdk: false,
  });
});

test('arguments are read', () => {
  const line = readCommandLine(['--port', '9000', '--php', 'wasm', '--fresh', '--state', 'here']);
  expect(line).toMatchObject({ mode: 'run', port: 9000, php: 'wasm', fresh: true, state: 'here' });
  expect(readCommandLine(['--check', '--sdk'])).toMatchObject({ mode: 'check', sdk: true });
  expect(readCommandLine(['--help'])).toMatchObject({ mode: 'help' });
  const drupal = ['--drupal', 'drupal/web', '--drupal-php', '/usr/bin/php8.4'];
  expect(readCommandLine(drupal).drupal).toEqual({ docroot: 'drupal/web', php: '/usr/bin/php8.4' });
});

test.each([
  [['--port', '0'], '--port: expected a number from 1 to 65533, found "0"'],
  [['--port', '80x'], '--port: expected a number from 1 to 65533, found "80x"'],
  [['--php', 'hhvm'], '--php: expected native or wasm, found "hhvm"'],
  [['--prot', '1'], "Unknown option '--prot'; see --help"],
  [['8088'], "Unexpected argument '8088'; see --help"],
  [['--check', '--drupal', 'web'], '--check: expected without --drupal; npm run test:drupal plays it there'],
])('%j is refused in one line that says what was expected', (args, message) => {
  expect(() => readCommandLine(args)).toThrow(expect.objectContaining({ code: 'invalid-argument', message }));
});
