import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary-site.ts';

const hasPhp = spawnSync('php', ['-v']).status === 0;

function siteWith(settings: string): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'sites/default'), { recursive: true });
  writeFileSync(join(root, 'sites/default/settings.php'), settings);
  return root;
}

const missing = 'needs PHP: apt-get install php-cli';

describe('settings.php', () => {
  if (!hasPhp && process.env.CI !== 'true') {
    it.skip(missing, () => undefined);
    return;
  }

  it('is asked by PHP, so that what it computes, includes and prints is right', async () => {
    const root = siteWith(`<?php
# $settings['hash_salt'] = 'of the example';
echo 'a stray line';
$settings['hash_salt'] = file_get_contents(__DIR__ . '/salt.txt');
include __DIR__ . '/settings.local.php';
$settings['nodejs'] = ['api_key' => 'k'];
$config['user.role.editor']['is_admin'] = TRUE;
`);
    writeFileSync(join(root, 'sites/default/salt.txt'), 'of the file');
    writeFileSync(
      join(root, 'sites/default/settings.local.php'),
      `<?php
$databases['default']['default'] = ['driver' => 'mysql', 'database' => 'dru pal', 'username' => 'us:er',
  'password' => 'p@ss/w%rd', 'host' => 'db.example.com', 'port' => '3307', 'prefix' => 'dp_',
  'unix_socket' => '/run/my sql.sock'];`,
    );
    expect(await readSettings({ root })).toEqual({
      database:
        'mysql://us%3Aer:p%40ss%2Fw%25rd@db.example.com:3307/dru%20pal?unix_socket=%2Frun%2Fmy+sql.sock#dp_',
      hashSalt: 'of the file',
      nodejs: { api_key: 'k' },
      overridden: ['user.role.editor'],
    });
  });

  it('of SQLite names its file', async () => {
    const root = siteWith(
      `<?php $databases['default']['default'] = ['driver' => 'sqlite', 'database' => '/var/www/a b.sqlite', 'prefix' => ''];`,
    );
    expect(await readSettings({ root })).toMatchObject({
      database: 'sqlite://localhost//var/www/a%20b.sqlite',
      hashSalt: '',
    });
  });

  it('of SQLite names the file below Drupal’s folder that the installer wrote, wherever who asks stands', async () => {
    const root = siteWith(
      `<?php $databases['default']['default'] = ['driver' => 'sqlite', 'database' => 'sites/default/files/.sqlite'];`,
    );
    const { database } = await readSettings({ root });
    expect(database).toBe(`sqlite://localhost/${root}/sites/default/files/.sqlite`);
  });

  it.each([
    ['is no PHP', '<?php $settings['],
    ['ends early', '<?php exit("secret");'],
    ['names no database', '<?php $databases = [];'],
    ['throws', '<?php throw new Exception("secret");'],
  ])('fails with a code and no secret when it %s', async (_what, settings) => {
    const error: unknown = await readSettings({ root: siteWith(settings) }).catch((cause) => cause);
    expect(error).toMatchObject({ code: 'DRUPAL_SETTINGS' });
    expect(String(error)).not.toContain('secret');
  });

  it('fails with a code where there is none, or no PHP', async () => {
    await expect(readSettings({ root: temporaryFolder() })).rejects.toMatchObject({
      code: 'DRUPAL_SETTINGS',
    });
    const root = siteWith('<?php');
    await expect(readSettings({ root, php: 'no-such-php' })).rejects.toMatchObject({
      code: 'DRUPAL_SETTINGS',
    });
  });
});
