import { styleText } from 'node:util';
import { DrupalError } from '@drupal-nodejs/drupal';
import { announcement, realDrupalAnnouncement } from './announcement.ts';
import { type CommandLine, help, readCommandLine } from './command-line.ts';
import { startDemo } from './demo.ts';
import { DemoError } from './demo-error.ts';

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });

async function runOnDrupal(drupal: { docroot: string; php: string }, line: CommandLine): Promise<void> {
  const stopped = stopSignal();
  const { startRealDrupal } = await import('./real-drupal.ts');
  const onProgress = (text: string): void => console.log(`Drupal: ${text} …`);
  const running = await startRealDrupal({
    ...drupal,
    state: `${line.state}/drupal`,
    port: line.port,
    onProgress,
  });
  process.stdout.write(realDrupalAnnouncement(running, bold));
  await stopped;
  await close(running);
}

async function run({ port, ...options }: CommandLine): Promise<void> {
  const stopped = stopSignal();
  const demo = await startDemo({
    state: options.state,
    fresh: options.fresh,
    ...(port === undefined ? {} : { port }),
    ...(options.php === undefined ? {} : { php: options.php }),
  });
  process.stdout.write(announcement(demo, bold));
  await stopped;
  await close(demo);
}

async function close(demo: { close(): Promise<void> }): Promise<void> {
  if (process.stdout.isTTY) process.stdout.write('\n');
  await demo.close();
  console.log('Stopped.');
}

/** Resolves at the first Ctrl-C or SIGTERM, or when the parent is gone; another one later doesn't wait for an orderly end. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const stop = (): void => {
      first ??= performance.now();
      // One Ctrl-C may arrive twice: from the terminal, and passed on by npm or the script that started us.
      if (performance.now() - first > 1000) process.exit(1);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    // Whoever started this process is gone, without a word.
    process.once('disconnect', stop);
    process.channel?.unref();
  });
}

try {
  const line = readCommandLine(process.argv.slice(2));
  if (line.mode === 'help') process.stdout.write(help);
  else if (line.mode === 'check') {
    const { check } = await import('./check/check.ts');
    process.exitCode = await check(line);
  } else if (line.drupal !== undefined) await runOnDrupal(line.drupal, line);
  else await run(line);
} catch (error) {
  if (!(error instanceof DemoError || error instanceof DrupalError)) throw error;
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
}
