import assert from 'node:assert/strict';
import { readTexts, waitUntilLive } from '../../visitor.ts';
import type { Scene } from '../scene.ts';

const claimsOfDrush = [
  'Drush knows each command of the module, with its arguments and its help',
  'nodejs:status shows every way as a table and as JSON, and fails when a way does',
  'nodejs:notify and nodejs:publish reach an open page; what code run by Drush says leaves when that ends',
  'nodejs:channels counts who listens, nodejs:kick closes a user’s connections',
  'nodejs:flush, nodejs:pair and nodejs:setup do what core’s commands do',
] as const;

/** The commands of Drush, by Drush itself. */
export async function playDrush(scene: Scene): Promise<void> {
  const { arrive, site, server, claims, people, secrets } = scene;
  if (!(await scene.bring(['drush'], claimsOfDrush, 'modules'))) return;
  const drush = async (...words: readonly string[]) => {
    const { code, output } = await site.drush(...words);
    assert.equal(code, 0, output);
    return output;
  };
  await drush('pm:install', 'nodejs_config', 'nodejs_notify', '-y');

  await claims.check(claimsOfDrush[0], 'drush list; drush help of each', async () => {
    const list = await drush('list', '--raw', '--filter=nodejs');
    const version = (await drush('version', '--format=string')).trim();
    const names = ['channels', 'flush', 'kick', 'notify', 'pair', 'publish', 'setup', 'status'];
    for (const name of names) assert.match(list, new RegExp(`^nodejs:${name} `, 'm'));
    assert.match(await drush('help', 'nodejs:notify'), /all, user:7, role:editor, or a channel/);
    return `${names.length} commands, Drush ${version}`;
  });

  await claims.check(claimsOfDrush[1], 'with the push server there, and stopped', async () => {
    const rows = JSON.parse(await drush('nodejs:status', '--format=json')) as { works: string }[];
    assert.ok(rows.length > 3, JSON.stringify(rows));
    assert.deepEqual(
      rows.filter(({ works }) => works === 'no'),
      [],
    );
    assert.match(await drush('nodejs:status'), /Way +Works +Result/);
    await server.stop();
    const down = await site.drush('nodejs:status', '--format=json');
    await server.start(site);
    assert.notEqual(down.code, 0, 'a monitor would think all is well');
    assert.match(down.output, /"works": "no"/);
    return rows.map(({ works }) => works || '-').join(' ');
  });

  const alice = await arrive(people.alice);
  const page = await alice.open('about:blank');
  const [socket] = await Promise.all([page.waitForEvent('websocket'), page.goto('/user')]);
  await waitUntilLive(page);
  await server.waitForListeners(`user:${people.alice.uid}`, 1);
  const toast = (text: string) => page.locator('.nodejs-toast', { hasText: text });
  await claims.check(claimsOfDrush[2], 'Alice’s page in Chromium', async () => {
    await drush('nodejs:notify', `user:${people.alice.uid}`, 'Lunch & tea', 'At <b>noon</b>');
    await toast('Lunch & tea').waitFor();
    assert.match((await readTexts(toast('Lunch & tea'))).join(), /At <b>noon<\/b>/);
    const place = await drush('nodejs:publish', `user:${people.alice.uid}`, '{"n":1}');
    assert.match(place, /^\d*@\S*/);
    await drush('php:eval', `nodejs_send_user_message(${people.alice.uid}, 'From a script', 'Late');`);
    await toast('From a script').waitFor();
    const refused = await site.drush('nodejs:publish', 'e2e', '{not JSON');
    assert.notEqual(refused.code, 0);
    return place.trim();
  });

  await claims.check(claimsOfDrush[3], 'the same page: its WebSocket closes', async () => {
    const listed = await drush('nodejs:channels', 'user:', '--format=json');
    assert.deepEqual(JSON.parse(listed), [{ channel: `user:${people.alice.uid}`, listeners: 1 }]);
    await Promise.all([socket.waitForEvent('close'), drush('nodejs:kick', people.alice.uid)]);
    return undefined;
  });

  await claims.check(claimsOfDrush[4], 'what they print', async () => {
    assert.deepEqual(JSON.parse(await drush('nodejs:flush', '--format=json')), [
      { sent: 0, left: 0, expired: 0 },
    ]);
    const pair = await drush('nodejs:pair', site.url);
    assert.match(pair, /\$settings\['nodejs'\]\['pairing'\] = '/);
    assert.equal(
      Object.values(secrets).some((secret) => pair.includes(secret)),
      false,
      'they aren’t new',
    );
    assert.match(await drush('nodejs:setup', site.url), /drupal-nodejs init/);
    assert.match(await drush('nodejs:setup', site.url, 'nginx.conf'), /proxy_pass/);
    return undefined;
  });
  await alice.leave();
}
