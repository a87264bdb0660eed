import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drupalErrors } from '@drupal-nodejs/drupal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../server/test/free-ports.ts';
import { TemporarySite } from './temporary-site.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

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
