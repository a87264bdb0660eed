import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Logger } from 'pino';

/**
 * Tells systemd, where it started the server (`Type=notify`), that it is ready and which process it is now.
 *
 * By systemd's own command: Node has no datagrams on Unix sockets.
 */
export async function announce(log: Logger): Promise<void> {
  if (process.env.NOTIFY_SOCKET === undefined) {
    return;
  }
  try {
    await promisify(execFile)('systemd-notify', ['--ready', `MAINPID=${process.pid}`]);
  } catch (error) {
    log.error({ reason: (error as Error).message }, 'systemd could not be told that the server is ready');
  }
}
