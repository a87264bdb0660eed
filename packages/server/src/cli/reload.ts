import type { FastifyBaseLogger } from 'fastify';
import { loadOptions } from '../configuration/load-options.ts';
import type { Server } from '../server.ts';
import type { Redaction } from './log.ts';

/** Lets a server take its configuration anew on SIGHUP, one signal after the other; a broken one changes nothing. */
export function reloadOnHangup(
  server: Server,
  file: string | undefined,
  log: FastifyBaseLogger,
  redaction: Redaction,
): void {
  let done = Promise.resolve();
  process.on('SIGHUP', () => {
    done = done.then(() => reload(server, file, log, redaction));
  });
}

async function reload(
  server: Server,
  file: string | undefined,
  log: FastifyBaseLogger,
  redaction: Redaction,
): Promise<void> {
  try {
    const options = await loadOptions({ file, env: process.env });
    redaction.learn(options);
    const needRestart = server.reload(options);
    log.info({ needRestart }, 'the configuration was reloaded');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    log.error({ code }, `the configuration was not reloaded: ${message}`);
  }
}
