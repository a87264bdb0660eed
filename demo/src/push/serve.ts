// `drupal-nodejs`, ended in order when whoever started it is gone: a demo that was killed leaves no server behind.
const input = process.stdin as NodeJS.ReadStream & { unref(): void };
input.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
input.unref();

await import('../../../packages/server/src/cli.ts');
