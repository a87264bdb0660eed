import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { freePort } from '../../packages/server/test/free-ports.ts';
import { Claims, type Outcome } from './claims.ts';
import { type LeftOut, screenshotFolder, type Versions } from './evidence.ts';
import { PushServer } from './push-server.ts';
import { makeSecrets } from './secrets.ts';
import type { Story } from './stories.ts';
import type { Scene } from './story/scene.ts';
import { ThrowawaySite } from './throwaway-site.ts';
import { Visitor } from './visitor.ts';

const repository = join(import.meta.dirname, '../..');
const secrets = makeSecrets();
const passwords = { alice: 'wonderland', bob: 'builder' };

/** The modules that are tried: name → folder. */
export const modules = {
  nodejs: join(repository, 'modules/nodejs'),
  chatroom: join(repository, 'modules/chatroom'),
};
const testModules = ['nodejs_e2e', 'classic_views_e2e', 'classic_docs_e2e'];
const allModules = [...testModules, ...readdirSync(join(modules.nodejs, 'modules')), ...Object.keys(modules)];

/** What an editor may, as far as stories need it beside what the modules bring. */
const editor = [
  ...['administer nodes', 'access content overview', 'view own unpublished content'],
  ...['create', 'edit own', 'edit any'].map((may) => `${may} e2e_article content`),
];

/** What core's standard profile grants where it has comments: 11.4's has none. */
const readers = {
  anonymous: ['access comments'],
  authenticated: ['access comments', 'post comments', 'skip comment approval'],
};

/** What the stages of one run have in common. */
export interface StageOptions {
  readonly docroot: string;
  readonly php: string;
  readonly browser: Browser;
  /** Whether what is seen is kept. */
  readonly isEvidence: boolean;
  /** Once aborted no further claim is tried. */
  readonly signal: AbortSignal;
}

/**
 * Where stories are played, several at a time: each on a copy of a prepared site, with a push server of its own.
 *
 * So none sees what another did. What a story makes beside its modules it takes away again: they are uninstalled
 * afterwards, and whatever is left then is theirs.
 */
export class Stage {
  readonly #options: StageOptions;
  readonly #template: ThrowawaySite;
  readonly #claims: Claims;
  readonly #complaints: string[] = [];
  readonly #left: string[] = [];
  #before: ReadonlySet<string> = new Set();
  #people: Scene['people'] | undefined;
  readonly #leftOut: LeftOut[] = [];
  #versions: Pick<Versions, 'drupal' | 'php' | 'sqlite'> | undefined;
  #screenshots = '';
  #copies = 0;

  private constructor(options: StageOptions, template: ThrowawaySite) {
    this.#options = options;
    this.#template = template;
    this.#claims = new Claims(options.signal, 'stage');
  }

  /** Prepares the site that is copied. */
  static async prepare(options: StageOptions): Promise<Stage> {
    const { site } = await newSite(options, '');
    const stage = new Stage(options, site);
    try {
      await stage.#prepare();
      return stage;
    } catch (error) {
      await stage.remove();
      throw error;
    }
  }

  get versions(): Pick<Versions, 'drupal' | 'php' | 'sqlite'> {
    if (this.#versions === undefined) throw new Error('the stage is not prepared');
    return this.#versions;
  }

  /** Plays a story; gives what came of its claims. */
  async play(name: string, story: Story): Promise<readonly Outcome[]> {
    const claims = new Claims(this.#options.signal, name);
    const { site, server } = await newSite(this.#options, `-${++this.#copies}`);
    // What modules of others brought along is theirs to leave.
    const theirs = new Set<string>();
    const bring: Scene['bring'] = async (names, without, question = 'install-module', ...args) => {
      const missing = await site.ask<readonly string[]>('missing-modules', ...names);
      if (missing.length > 0) {
        this.#leftOut.push({ story: name, missing, claims: without });
        console.log(
          `LEFT OUT, this code base has no ${missing.join(', ')} that runs on it: ${without.join(' · ')}`,
        );
        return false;
      }
      const before = new Set(await site.ask<readonly string[]>('footprint'));
      await site.ask(question, ...(question === 'install-module' ? names : args));
      await site.ask('rebuild');
      for (const it of await site.ask<readonly string[]>('footprint')) if (!before.has(it)) theirs.add(it);
      return true;
    };
    try {
      await claims.checkEnd(async () => {
        await site.copy(this.#template);
        await site.serve();
        await server.start(site);
        await story(this.#scene(site, server, claims, bring));
        const complaints = [...site.complaints, ...(await site.ask<readonly string[]>('php-errors'))].filter(
          (complaint) => theirs.size === 0 || isOurs(complaint),
        );
        this.#complaints.push(...complaints.map((complaint) => `${name}: ${complaint}`));
        // What it still has to tell, it tells now and not in the middle of the uninstall.
        await server.stop();
        await site.ask('uninstall-module', ...allModules);
        const left = (await site.ask<readonly string[]>('footprint')).filter(
          (it) => !this.#before.has(it) && !theirs.has(it),
        );
        this.#left.push(...left.map((it) => `${name}: ${it}`));
      });
      if (claims.outcomes.some(({ ok }) => !ok)) {
        console.log(`\nThe push server’s last lines in the story “${name}”:\n${server.output.slice(-2_000)}`);
      }
      return claims.outcomes;
    } finally {
      await server.remove();
      await site.remove();
    }
  }

  /** What was found of all the stories together. */
  async end(): Promise<readonly Outcome[]> {
    const nothingOf = (found: readonly string[]) => async () => {
      if (found.length > 0) throw new Error(found.join('\n'));
      return undefined;
    };
    await this.#claims.check(
      'PHP had nothing to complain about while the pages were served',
      'errors and warnings that PHP’s web server printed, or Drupal logged, in each story',
      nothingOf(this.#complaints),
    );
    await this.#claims.check(
      'the modules uninstall after each story and leave nothing behind',
      'tables, configuration, stored values, routes, menu links and permissions before the install and after the uninstall',
      nothingOf(this.#left),
    );
    return this.#claims.outcomes;
  }

  /** What wasn't played, as the code base lacks what it needs. */
  get leftOut(): readonly LeftOut[] {
    return this.#leftOut;
  }

  async remove(): Promise<void> {
    await this.#template.remove();
  }

  async #prepare(): Promise<void> {
    const site = this.#template;
    await site.install();
    this.#versions = await site.ask('version');
    const { drupal, php, sqlite } = this.versions;
    this.#screenshots = screenshotFolder(drupal, this.#options.isEvidence);
    console.log(`Drupal ${drupal}, PHP ${php}, SQLite ${sqlite}\n`);
    // Not every version's standard profile has it.
    await site.ask('install-module', 'comment');
    await site.ask('create-body-field');
    await site.ask('create-type');
    const uids = await site.ask<Record<'alice' | 'bob', string>>(
      'create-accounts',
      { editor, ...readers },
      {
        alice: { password: passwords.alice, roles: ['editor'] },
        bob: { password: passwords.bob, roles: [] },
      },
    );
    this.#people = {
      alice: { name: 'alice', password: passwords.alice, uid: uids.alice },
      bob: { name: 'bob', password: passwords.bob, uid: uids.bob },
    };
    await site.ask('open-content');
    await site.ask('use-core');
    this.#before = new Set(await site.ask<readonly string[]>('footprint'));
    const isInstalled = await this.#claims.check(
      'the module installs on a standard site',
      'module_installer in a process of its own',
      async () => {
        await site.ask('install-module', 'nodejs');
        return undefined;
      },
    );
    if (!isInstalled) throw new Error('there is nothing to be played without the module');
    await site.ask('install-module', 'nodejs_e2e');
  }

  #scene(site: ThrowawaySite, server: PushServer, claims: Claims, bring: Scene['bring']): Scene {
    if (this.#people === undefined) throw new Error('the stage is not prepared');
    const { browser } = this.#options;
    const arrive: Scene['arrive'] = async (person) => {
      const visitor = await Visitor.arrive(browser, site.url);
      if (person !== undefined) await visitor.enter(person);
      return visitor;
    };
    return {
      arrive,
      async cookieOf(person) {
        const visitor = await arrive(person);
        const cookie = await visitor.cookie();
        await visitor.leave();
        return cookie;
      },
      site,
      server,
      browser,
      claims,
      secrets,
      people: this.#people,
      bring,
      screenshot: (name) => join(this.#screenshots, `${name}.png`),
    };
  }
}

/** Whether a complaint of PHP's is about us: what modules of others do that PHP will do without one day isn't. */
function isOurs(complaint: string): boolean {
  return (
    !/^Deprecated|PHP Deprecated: |is deprecated in drupal:/.test(complaint) ||
    /Drupal\\(nodejs|chatroom)|modules\/(nodejs|chatroom)/.test(complaint)
  );
}

/** A site that isn't there yet, and the push server that it knows of. */
async function newSite(
  { docroot, php }: StageOptions,
  ending: string,
): Promise<{ readonly site: ThrowawaySite; readonly server: PushServer }> {
  const server = new PushServer({ port: await freePort(), apiPort: await freePort(), secrets });
  const site = new ThrowawaySite({
    docroot,
    php,
    port: await freePort(),
    name: `.nodejs-test-${process.pid}${ending}`,
    modules: {
      ...modules,
      ...Object.fromEntries(testModules.map((name) => [name, join(import.meta.dirname, 'modules', name)])),
    },
    secrets,
    nodejs: { apiUrl: server.apiUrl, publicUrl: server.publicUrl },
  });
  return { site, server };
}
