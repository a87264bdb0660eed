import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../../packages/server/test/free-ports.ts';
import { PushServer } from './push-server.ts';
import { makeSecrets, type Secrets } from './secrets.ts';
import { ThrowawaySite } from './throwaway-site.ts';

/** A site that isn't installed yet, in the code base that `--docroot` and `--php` name, and its push server. */
export class MeasuredSite implements AsyncDisposable {
  readonly site: ThrowawaySite;
  readonly server: PushServer;
  readonly secrets: Secrets;

  private constructor(site: ThrowawaySite, server: PushServer, secrets: Secrets) {
    this.site = site;
    this.server = server;
    this.secrets = secrets;
  }

  /** `isDurable` has a transaction wait for the disk, as that of a real site does. */
  static async fromCommandLine({ isDurable = false } = {}): Promise<MeasuredSite> {
    const { values } = parseArgs({ options: { docroot: { type: 'string' }, php: { type: 'string' } } });
    const { docroot, php } = values;
    if (docroot === undefined || php === undefined) throw new Error('--docroot and --php are needed');
    const secrets = makeSecrets();
    const server = new PushServer({ port: await freePort(), apiPort: await freePort(), secrets });
    const site = new ThrowawaySite({
      docroot,
      php,
      port: await freePort(),
      modules: {
        nodejs: join(import.meta.dirname, '../../modules/nodejs'),
        nodejs_e2e: join(import.meta.dirname, 'modules/nodejs_e2e'),
      },
      secrets,
      nodejs: { apiUrl: server.apiUrl, publicUrl: server.publicUrl },
      isDurable,
    });
    return new MeasuredSite(site, server, secrets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.remove();
    await this.site.remove();
  }
}
