// The module on a real Drupal: `npm run test:drupal` starts this with the code base it found.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { Claims } from './claims.ts';
import { screenshotFile, type Versions, writeEvidence } from './evidence.ts';
import { findFreePort } from './free-port.ts';
import { findKernelTests, runKernelTests } from './kernel-tests.ts';
import { PushServer } from './push-server.ts';
import { makeSecrets } from './secrets.ts';
import { playActions } from './story/actions-story.ts';
import { playAdmin } from './story/admin-story.ts';
import { playAjax } from './story/ajax-story.ts';
import { playApp } from './story/app-story.ts';
import { playCache } from './story/cache-story.ts';
import { playCallback } from './story/callback-story.ts';
import { playChatroom } from './story/chatroom-story.ts';
import { playClassic } from './story/classic-story.ts';
import { playConfig } from './story/config-story.ts';
import { playEntities } from './story/entity-story.ts';
import { playEvents } from './story/event-story.ts';
import { playHostile } from './story/hostile-story.ts';
import { playLive } from './story/live-story.ts';
import { playLogOut } from './story/log-out-story.ts';
import { playModule } from './story/module-story.ts';
import { playNode } from './story/node-story.ts';
import { playNotify } from './story/notify-story.ts';
import { playOutage } from './story/outage-story.ts';
import { playPresence } from './story/presence-story.ts';
import { playPush } from './story/push-story.ts';
import { playQueue } from './story/queue-story.ts';
import { playRoles } from './story/role-story.ts';
import { playRpc } from './story/rpc-story.ts';
import type { Scene } from './story/scene.ts';
import { playSession } from './story/session-story.ts';
import { playSetUp } from './story/set-up-story.ts';
import { playSubscribe } from './story/subscribe-story.ts';
import { playTickets } from './story/ticket-story.ts';
import { playTokens } from './story/token-story.ts';
import { playViews } from './story/views-story.ts';
import { playWatchdog } from './story/watchdog-story.ts';
import { ThrowawaySite } from './throwaway-site.ts';

const module = join(import.meta.dirname, '../../modules/nodejs');
const submodules = readdirSync(join(module, 'modules'));
const chatroom = join(import.meta.dirname, '../../modules/chatroom');

const modules = { nodejs: module, chatroom };

/** Where a module and its submodules have kernel tests, by the name of each. */
function kernelTestsOf([name, folder]: readonly [string, string]): readonly (readonly [string, string])[] {
  return findKernelTests(folder).map((tests) => [
    /^modules\/([^/]+)/.exec(tests)?.[1] ?? (name === 'nodejs' ? 'the module' : name),
    `${name}/${tests}`,
  ]);
}

/** Modules that only the tests have, by name. */
function ofTests(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, join(import.meta.dirname, 'modules', name)]));
}

/** What is played, in this order; `--only NAME` (more than once, too) plays these alone, without kernel tests and evidence. */
const stories: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  module: playModule,
  tokens: playTokens,
  live: playLive,
  cache: playCache,
  tickets: playTickets,
  'log-out': playLogOut,
  events: playEvents,
  rpc: playRpc,
  admin: playAdmin,
  hostile: playHostile,
  roles: playRoles,
  callback: playCallback,
  session: playSession,
  classic: playClassic,
  chatroom: playChatroom,
  node: playNode,
  queue: playQueue,
  app: playApp,
  watchdog: playWatchdog,
  ajax: playAjax,
  notify: playNotify,
  actions: playActions,
  'set-up': playSetUp,
  config: playConfig,
  push: playPush,
  subscribe: playSubscribe,
  entity: playEntities,
  views: playViews,
  presence: playPresence,
  outage: playOutage,
};

const { values } = parseArgs({
  options: {
    docroot: { type: 'string' },
    php: { type: 'string' },
    chromium: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const { docroot, php, chromium: executablePath, only } = values;
const unknown = only?.find((name) => !Object.hasOwn(stories, name));
if (unknown !== undefined) {
  throw new Error(`there is no story “${unknown}”; the stories are ${Object.keys(stories).join(', ')}`);
}
if (docroot === undefined || php === undefined || executablePath === undefined) {
  throw new Error('--docroot, --php and --chromium are needed; npm run test:drupal finds them');
}

const secrets = makeSecrets();
const [sitePort, port, apiPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
const server = new PushServer({ port, apiPort, secrets });
const site = new ThrowawaySite({
  docroot,
  php,
  port: sitePort,
  modules: { ...modules, ...ofTests('nodejs_e2e', 'classic_views_e2e') },
  secrets,
  nodejs: { apiUrl: server.apiUrl, publicUrl: server.publicUrl },
});

let browser: Browser | undefined;
let cleaned: Promise<void> | undefined;
const cleanUp = () => {
  cleaned ??= (async () => {
    await browser?.close();
    await server.remove();
    await site.remove();
  })();
  return cleaned;
};
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruption.abort();
    void cleanUp();
  });
}

try {
  process.exitCode = (await play({ docroot, php, executablePath })) ? 0 : 1;
} catch (error) {
  if (!interruption.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await cleanUp();
}

async function play(found: { docroot: string; php: string; executablePath: string }): Promise<boolean> {
  const claims = new Claims(interruption.signal);
  await site.install();
  const versions = await site.ask<Pick<Versions, 'drupal' | 'php' | 'sqlite'>>('version');
  console.log(`Drupal ${versions.drupal}, PHP ${versions.php}, SQLite ${versions.sqlite}\n`);
  const passwords = { alice: 'wonderland', bob: 'builder' };
  const uids = await site.ask<{ alice: string; bob: string }>(
    'create-accounts',
    { editor: ['administer nodes', 'access content overview'] },
    {
      alice: { password: passwords.alice, roles: ['editor'] },
      bob: { password: passwords.bob, roles: [] },
    },
  );
  await site.ask('create-body-field');
  await site.ask('create-type');
  const hasGroups = await site.ask<boolean>('use-groups');
  await site.ask('open-content');
  await site.ask('use-core');
  const before = await site.ask<readonly string[]>('footprint');
  const installed = await claims.check(
    'the module installs on a standard site',
    'module_installer in a process of its own',
    async () => {
      await site.ask('install-module', 'nodejs');
      return undefined;
    },
  );
  if (installed) {
    await site.ask('install-module', 'nodejs_e2e');
    await site.serve();
    await server.start(site);
    browser = await chromium.launch({
      executablePath: found.executablePath,
      // It would end this process before the site is removed.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const scene: Scene = {
      site,
      server,
      browser,
      claims,
      secrets,
      people: {
        alice: { name: 'alice', password: passwords.alice, uid: uids.alice },
        bob: { name: 'bob', password: passwords.bob, uid: uids.bob },
      },
      hasGroups,
      screenshot: (name) => screenshotFile(versions.drupal, name),
    };
    for (const [name, play] of Object.entries(stories)) {
      if (only === undefined || only.includes(name)) await play(scene);
    }
    await claims.check(
      'PHP had nothing to complain about while the pages were served',
      'errors and warnings that PHP’s web server printed, or Drupal logged',
      async () => {
        const errors = [...site.complaints, ...(await site.ask<readonly string[]>('php-errors'))];
        if (errors.length > 0) throw new Error(errors.join('\n'));
        return undefined;
      },
    );
  }
  for (const [name, folder] of only === undefined ? Object.entries(modules).flatMap(kernelTestsOf) : []) {
    await claims.check(`${name}’s kernel tests pass`, 'the code base’s own PHPUnit', () =>
      runKernelTests({ ...found, modules, folder }),
    );
  }
  // What it still has to tell, it tells now and not in the middle of the uninstall.
  await server.stop();
  await claims.check(
    'the module uninstalls and leaves nothing behind',
    'tables, configuration, stored values, routes, menu links and permissions before the install and after the uninstall',
    async () => {
      await site.ask('uninstall-module', 'nodejs_e2e', 'classic_views_e2e', ...submodules, 'nodejs');
      const known = new Set(before);
      const left = (await site.ask<readonly string[]>('footprint')).filter((name) => !known.has(name));
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
      return undefined;
    },
  );

  if (only === undefined) {
    const evidence = writeEvidence(
      {
        ...versions,
        browser: browser === undefined ? 'none' : `Chromium ${browser.version()}`,
        node: process.versions.node,
      },
      claims.outcomes,
    );
    console.log(`\nWritten to ${evidence}`);
  }
  const failed = claims.outcomes.filter(({ ok }) => !ok).length;
  console.log(`\n${claims.outcomes.length - failed} passed, ${failed} failed, 0 skipped`);
  if (failed > 0) console.log(`\nThe push server’s last lines:\n${server.output.slice(-2_000)}`);
  return failed === 0;
}
