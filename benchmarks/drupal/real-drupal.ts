import { makeSecrets } from '../../e2e/drupal/secrets.ts';
import { ThrowawaySite } from '../../e2e/drupal/throwaway-site.ts';
import { freePort } from '../../packages/server/test/free-ports.ts';

/** A real Drupal of its own, served by PHP. */
export interface RealDrupal extends AsyncDisposable {
  readonly version: string;
  readonly url: string;
  readonly databaseUrl: string;
  /** Process id of PHP's server; its workers are its children. */
  readonly server: number;
  ask<Answer>(question: string, ...args: readonly unknown[]): Promise<Answer>;
}

/** Installs a throwaway site (standard profile, SQLite) in the code base at DRUPAL_ROOT, if there is one. */
export async function installDrupal(): Promise<RealDrupal | undefined> {
  const { DRUPAL_ROOT: docroot, DRUPAL_PHP: php = 'php' } = process.env;
  if (docroot === undefined) return undefined;
  const site = new ThrowawaySite({
    docroot,
    php,
    port: await freePort(),
    modules: {},
    secrets: makeSecrets(),
    nodejs: { apiUrl: 'http://127.0.0.1:1', publicUrl: 'ws://127.0.0.1:1/' },
    isDurable: true,
  });
  try {
    await site.install();
    await site.ask('install-module', 'serialization');
    await site.serve();
    const { drupal, php: version } = await site.ask<{ drupal: string; php: string }>('version');
    return {
      version: `Drupal ${drupal}, PHP ${version}`,
      url: site.url,
      databaseUrl: site.databaseUrl,
      server: site.pid ?? 0,
      ask: (question, ...args) => site.ask(question, ...args),
      [Symbol.asyncDispose]: () => site.remove(),
    };
  } catch (error) {
    await site.remove();
    throw error;
  }
}
