import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appErrors } from '../packages/app/src/errors.ts';
import { ChatErrorCode } from '../packages/chatroom/src/shared/error-code.ts';
import type { ClientErrorCode } from '../packages/client/src/client-error.ts';
import { drupalErrors } from '../packages/drupal/src/errors.ts';
import { disconnects, protocolErrors, unsubscribes } from '../packages/protocol/src/index.ts';
import { callErrors } from '../packages/server/src/cli/call-error.ts';
import { UsageError } from '../packages/server/src/cli/usage-error.ts';
import { loadOptions } from '../packages/server/src/configuration/load-options.ts';
import { legs, remedies } from '../packages/server/src/doctor/leg.ts';
import { startErrors } from '../packages/server/src/errors.ts';
import { renderSetup } from '../packages/server/src/setup/render.ts';

const read = (page: string) => readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8');

const usage = 'the command line can’t be carried out';

// The compiler holds this list complete: the codes are a type alone.
const clientCodes = {
  'connection-lost': true,
  'connection-refused': true,
  'token-unreachable': true,
  'token-refused': true,
  'user-changed': true,
  'subscription-lost': true,
  'subscription-refused': true,
  'handler-failed': true,
  'storage-unavailable': true,
} satisfies Record<ClientErrorCode, true>;

describe('docs/errors.md', () => {
  const page = read('errors.md');

  // A code with other words in the docs than on the wire can't be searched for.
  test.each([
    ['Error replies', Object.entries(protocolErrors).map(([code, { message }]) => [code, message])],
    ['Close codes', Object.entries(disconnects)],
    ['Unsubscribe codes', Object.entries(unsubscribes)],
    [
      'Start errors',
      [...Object.entries(startErrors), [new UsageError('').code, usage], ...Object.entries(callErrors)],
    ],
    ['Chat', Object.entries(ChatErrorCode).map(([name, code]) => [String(code), name])],
    ["Drupal's data for Node", Object.entries(drupalErrors)],
    ['Apps on Drupal', Object.entries(appErrors).map(([code, { meaning }]) => [code, meaning])],
  ])('lists under "%s" the codes and words of the code, and no others', (heading, expected) => {
    expect(codesUnder(page, heading)).toEqual(expected);
  });

  test('lists the codes of the browser client', () => {
    expect(codesUnder(page, 'Browser client').map(([code]) => code)).toEqual(Object.keys(clientCodes));
  });

  test('says the statuses of the codes of apps', () => {
    const said = rowsUnder(page, 'Apps on Drupal').map(([code, , status]) => [code, status]);
    expect(said).toEqual(Object.entries(appErrors).map(([code, { status }]) => [code, String(status)]));
  });

  test('says which error replies are temporary', () => {
    const temporary = Object.entries(protocolErrors).filter(([, { temporary }]) => temporary);
    const said = rowsUnder(page, 'Error replies').filter(([, , advice]) => advice?.startsWith('Temporary.'));
    expect(said.map(([code]) => code)).toEqual(temporary.map(([code]) => code));
  });
});

test.each([
  ['Legs', Object.entries(legs)],
  ['Codes', Object.entries(remedies)],
])('docs/troubleshooting.md lists the doctor’s under "%s"', (heading, expected) => {
  expect(codesUnder(read('troubleshooting.md'), heading)).toEqual(expected);
});

test('docs/operation.md names lines of the log that there are', () => {
  const [, table = ''] = read('operation.md').split('| line of the log (`msg`) |');
  const [rows = ''] = table.split('\n\n');
  const lines = [...rows.matchAll(/^\| `([^`]+)` \|/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(5);
  const packages = new URL('../packages/', import.meta.url);
  const sources = ['server/src', 'redis/src'].flatMap((folder) =>
    readdirSync(new URL(folder, packages), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(new URL(`${folder}/${file}`, packages), 'utf8')),
  );
  for (const line of lines) {
    expect(
      sources.some((text) => text.includes(`'${line}'`)),
      line,
    ).toBe(true);
  }
});

test.each(['nginx.conf', 'drupal-nodejs.service'])('docs/operation.md has %s as it is shipped', (file) => {
  const shipped = renderSetup(file, {
    host: 'example.com',
    path: '/realtime/',
    listen: '127.0.0.1:8080',
    apiListen: '127.0.0.1:8081',
    folder: '/opt/drupal-nodejs',
    config: '/etc/drupal-nodejs.json',
    user: 'drupal-nodejs',
    version: '0.1.0',
  });
  expect(read('operation.md')).toContain(`\n${shipped}\`\`\`\n`);
});

test('the server accepts every configuration in docs/options.md', async () => {
  const examples = [...read('options.md').matchAll(/^```json\n(.*?)\n```$/gms)].map(([, json = '']) => json);
  expect(examples.length).toBeGreaterThan(0);
  for (const json of examples) {
    const file = join(await mkdtemp(join(tmpdir(), 'drupal-nodejs-docs-')), 'drupal-nodejs.json');
    await writeFile(file, json);
    onTestFinished(() => rm(dirname(file), { recursive: true }));
    await expect(loadOptions({ file, env: {} })).resolves.toMatchObject(JSON.parse(json));
  }
});

function codesUnder(page: string, heading: string): string[][] {
  return rowsUnder(page, heading).map(([code = '', words = '']) => [code, words]);
}

/** The rows of the table under a heading, without its head; backticks taken off. */
function rowsUnder(page: string, heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}
