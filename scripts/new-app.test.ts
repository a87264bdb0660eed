import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { installSite } from '@drupal-nodejs/drupal/install';
import { describe, expect, it, onTestFinished } from 'vitest';

const script = join(import.meta.dirname, 'new-app.js');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function newApp(folder: string, ...args: readonly string[]) {
  try {
    const env = { ...process.env, INIT_CWD: folder };
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', script, ...args],
      { env },
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('npm run new-app', () => {
  it('makes an app whose own tests pass', async () => {
    const folder = temporaryFolder();
    expect(await newApp(folder, 'my-app')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('cd my-app'),
    });
    expect(JSON.parse(readFileSync(join(folder, 'my-app/package.json'), 'utf8'))).toMatchObject({
      name: 'my-app',
    });
    const { stdout } = await promisify(execFile)('npm', ['test'], { cwd: join(folder, 'my-app') });
    expect(stdout).toMatch(/# pass 3\n# fail 0|pass 3\n.*fail 0/);
  });

  it('makes an app that starts, and says before that what it lacks', async () => {
    const folder = temporaryFolder();
    await newApp(folder, 'my-app');
    const app = join(folder, 'my-app');
    const start = () =>
      spawn('npm', ['--silent', 'start'], {
        cwd: app,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, PORT: '0' },
      });
    const poor = start();
    const [line] = await once(createInterface(poor.stderr), 'line');
    expect(line).toMatch(/^Set DRUPAL_DATABASE, DRUPAL_BASE_URL, DRUPAL_HASH_SALT in \.env/);

    expect(statSync(join(app, '.env')).mode & 0o077).toBe(0);
    const database = `sqlite://localhost/${join(folder, 'site.sqlite')}`;
    await (await installSite(database)).close();
    const env = `DRUPAL_DATABASE="${database}"\nDRUPAL_BASE_URL=https://example.com\nDRUPAL_HASH_SALT=x\n`;
    writeFileSync(join(app, '.env'), env);
    const running = start();
    const ended = once(running, 'exit');
    const [url] = await once(createInterface(running.stdout), 'line');
    expect(await (await fetch(url)).text()).toContain('Drupal does not know you yet.');
    expect((await fetch(`${url}/whoami`)).status).toBe(404);
    running.kill();
    await ended;
  });

  it.each([
    [[], 'expected a name'],
    [['a', 'b'], 'expected a name'],
    [['Not A Name'], 'expected a name of small letters'],
    [['..'], 'expected'],
    [['x', '--url', 'https://example.com'], '--root and --url belong together'],
    [['x', '--wrong'], 'wrong'],
    [['x', '--root', 'nowhere', '--url', 'https://example.com'], 'settings.php'],
  ])('refuses %j with one line, and makes nothing', async (args, words) => {
    const folder = temporaryFolder();
    expect(await newApp(folder, ...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
  });

  it('touches no folder that is there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine'), 'precious');
    expect(await newApp(folder, 'mine')).toMatchObject({ code: 1 });
    expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('precious');
  });
});
