import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { drupalErrors } from '@drupal-nodejs/drupal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TemporarySite } from './temporary-site.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('the README', () => {
  it('has an example that greets the user of a session', async () => {
    const at = await TemporarySite.install();
    await at.site.createRole({ id: 'authenticated', label: 'A', permissions: ['access content'] });
    const headers = await at.logIn(await at.createUser('Alice'));
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const code = example.replace(/sqlite:\/\/[^']*/, at.url).replaceAll('8000', String(await freePort()));
    const server = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', code], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      server.kill();
    });

    const [line] = await once(server.stdout, 'data');
    const url = String(line).trim();
    const alice = await fetch(url, { headers });
    expect([alice.status, await alice.text()]).toEqual([200, 'Hello Alice, you are authenticated\n']);
    const visitor = await fetch(url);
    expect([visitor.status, await visitor.text()]).toEqual([403, 'Hello visitor, you are anonymous\n']);
  });

  it('lists every error code', () => {
    const listed = [...readme.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [
      code,
      meaning,
    ]);
    expect(listed).toEqual(Object.entries(drupalErrors));
  });
});
