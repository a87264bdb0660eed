import assert from 'node:assert/strict';
import { readTexts, waitUntilLive } from '../../visitor.ts';
import type { Scene } from '../scene.ts';

const online = '.nodejs-presence--online li';
const claimsOfFlag = [
  'by a flag of the module Flag “who is online” shows whom their friends are, and nobody else',
];
const claimsOfGroup = [
  'by the module Group “who is online” shows who is in a group with one, and nobody else',
];

/** Who sees who is online, by relations that other modules know. */
export async function playRelations(scene: Scene): Promise<void> {
  const { site, people } = scene;
  const hasFlag = await scene.bring(['flag'], claimsOfFlag, 'contrib/flag');
  const hasGroup = await scene.bring(['group'], claimsOfGroup, 'contrib/group-type');
  if (!hasFlag && !hasGroup) return;
  await site.ask('install-module', 'nodejs_presence');
  await site.ask('create-accounts', { authenticated: ['view nodejs presence'] }, {});
  await site.ask('place-presence-block', 'nodejs_presence_online', 'Who is online', 'content');
  const settle = (key: string, value: string) =>
    site.ask('set-config', 'nodejs_presence.settings', key, value);
  if (hasFlag) {
    // Bob may see the administrator, who has flagged him; Alice may not.
    await site.ask('contrib/befriend', '1', people.bob.uid);
    await settle('relation', 'flag');
    await settle('flag', 'e2e_friend');
    await look(scene, claimsOfFlag[0] ?? '', 'a flagging by another process; both pages in Chromium');
  }
  if (hasGroup) {
    const gid = await site.ask<string>('contrib/group', 'Elders', '1');
    await site.ask('contrib/group-member', gid, people.bob.uid, []);
    await site.ask('contrib/group', 'Others', people.alice.uid);
    await settle('relation', 'group');
    await look(scene, claimsOfGroup[0] ?? '', 'two groups; both pages in Chromium');
  }
}

/** The administrator comes: Bob sees it, Alice doesn't. */
async function look(scene: Scene, claim: string, how: string): Promise<void> {
  const { arrive, site, claims, people } = scene;
  await claims.check(claim, how, async () => {
    const [alice, bob, owner] = [
      await arrive(people.alice),
      await arrive(people.bob),
      await arrive(site.admin),
    ];
    const atAlice = await alice.open('/node');
    const atBob = await bob.open('/node');
    for (const page of [atAlice, atBob]) await waitUntilLive(page);
    await atBob.getByText('Nobody else is online.').waitFor();
    const atOwner = await owner.open('/node');
    await waitUntilLive(atOwner);
    await atBob.locator(online, { hasText: 'admin' }).waitFor();
    assert.deepEqual(await readTexts(atBob.locator(online)), ['admin']);
    await atAlice.reload();
    await waitUntilLive(atAlice);
    await atAlice.getByText('Nobody else is online.').waitFor();
    await owner.leave();
    await atBob.getByText('Nobody else is online.').waitFor();
    await alice.leave();
    await bob.leave();
    return undefined;
  });
}
