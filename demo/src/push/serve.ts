import { successorVariable } from '../../../packages/server/src/handover/messages.ts';

// `drupal-nodejs`, ended in order when whoever started it is gone: a demo that was killed leaves no server behind.
const input = process.stdin as NodeJS.ReadStream & { unref(): void };
if (process.env[successorVariable] === undefined) {
  input.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
  input.unref();
} else {
  // Of an heir the standard input has ended: it looks for the demo itself.
  setInterval(() => {
    try {
      process.kill(Number(process.env.DEMO_PID), 0);
    } catch {
      process.kill(process.pid, 'SIGTERM');
    }
  }, 500).unref();
}

await import('../../../packages/server/src/cli.ts');
