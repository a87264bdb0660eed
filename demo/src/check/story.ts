import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DemoError } from '../demo-error.ts';
import { editor } from '../drupal/people.ts';
import type { BreakOutcome, DemoEvent } from '../event-log.ts';
import type { Snippet } from '../php/snippets.ts';
import type { Cast, Tab } from './cast.ts';
import type { DemoProcess, Printed } from './demo-process.ts';
import type { Inbox } from './inbox.ts';
import type { SiteClient } from './site-client.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** One step of the story: what it did or found, in a few words, if there is something to say. */
export interface Scene {
  readonly name: string;
  play(): Promise<Record<string, unknown> | undefined>;
}

/** Who and what the story needs. */
export interface Stage {
  readonly cast: Cast;
  readonly site: SiteClient;
  readonly printed: Printed;
  readonly process: DemoProcess;
  readonly stateFolder: string;
}

type Trace = Extract<DemoEvent, { type: 'trace' }>;

function expect(holds: boolean, what: string): void {
  if (!holds) throw new DemoError('check-failed', what);
}

/** What became of the numbered messages, in the words of the page. */
async function verdict(tab: Tab, outcome: BreakOutcome): Promise<string> {
  const { seqs, recovered } = await tab.ticks(outcome.run, outcome.acknowledged.length);
  if (!recovered) return 'state lost, and said so';
  const lost = outcome.acknowledged.filter((seq) => !seqs.includes(seq)).length;
  const twice = seqs.length - new Set(seqs).size;
  return `${lost} lost, ${twice} twice`;
}

function tracesOf(events: readonly DemoEvent[], host: string): Trace[] {
  return events.filter((event): event is Trace => event.type === 'trace' && event.host === host);
}

/** The demo's story, step by step; later steps build on earlier ones. */
export function story({ cast, site, printed, process, stateFolder }: Stage): readonly Scene[] {
  let events: Inbox<DemoEvent>;
  let desk: Awaited<ReturnType<Cast['desk']>>;
  let alice: Tab;
  let aliceAgain: Tab;
  let bob: Tab;
  let phone: Tab;
  const mark = Math.random().toString(36).slice(2, 8);
  const scene = (name: string, play: Scene['play']): Scene => ({ name, play });

  /** Publishes a note to the role's channel. */
  const note = (text: string): Promise<unknown> =>
    site.post('/demo/publish', { channel: editor.channel, data: { text } });

  return [
    scene('page', async () => {
      // As a browser does with the printed address: the key becomes a cookie.
      await site.send('GET', new URL(printed.address).pathname + new URL(printed.address).search);
      events = await site.events();
      desk = await cast.desk();
      await desk.isLive();
      return undefined;
    }),
    scene('log-ins', async () => {
      // One after the other: whoever is there first must not make the next one's token remembered.
      alice = await cast.open('alice');
      await alice.isLive();
      bob = await cast.open('bob');
      await bob.isLive();
      phone = await cast.open('phone');
      await phone.isLive();
      return undefined;
    }),
    scene('five steps with ms and bytes', async () => {
      const names = ['page', 'connect', 'asked', 'channels', 'ok'] as const;
      const steps = await events.until('all five steps of a first connection', (all) => {
        const traces = tracesOf(all, 'bob');
        const found = names.map((name) => traces.find(({ step }) => step === name));
        return found.includes(undefined) ? undefined : (found as Trace[]);
      });
      expect(
        steps.every(({ ms, bytes }) => ms >= 0 && bytes > 0),
        'each step has ms and bytes',
      );
      return { steps: Object.fromEntries(steps.map(({ step, ms, bytes }) => [step, { ms, bytes }])) };
    }),
    scene('a second tab is remembered', async () => {
      const before = events.all.length;
      aliceAgain = await cast.open('alice');
      await aliceAgain.isLive();
      await events.until('the step remembered', (all) =>
        tracesOf(all.slice(before), 'alice').find(({ step }) => step === 'remembered'),
      );
      const asked = tracesOf(events.all.slice(before), 'alice').filter(({ step }) => step === 'asked');
      expect(asked.length === 0, 'Drupal was not asked for the second tab');
      return undefined;
    }),
    scene('a line of Alice appears with Bob', async () => {
      await alice.say(`Hello Bob ${mark}`);
      await bob.sees(`Hello Bob ${mark}`);
      return undefined;
    }),
    scene('a line survives a reload', async () => {
      await bob.reload();
      await bob.sees(`Hello Bob ${mark}`);
      return undefined;
    }),
    scene('who is here', async () => {
      await bob.seesPerson('Alice');
      await alice.seesPerson('Bob');
      return undefined;
    }),
    scene('the log grows live', async () => {
      await site.send('POST', '/user/login', { json: { name: 'admin', pass: 'admin' } });
      await site.post('/demo/log', { message: `written for ${mark}` });
      await desk.seesLog(`written for ${mark}`);
      return undefined;
    }),
    scene('a live list', async () => {
      const other = await cast.desk();
      await other.isLive();
      const { nid } = await site.post<{ nid: number }>('/demo/articles', { title: `Added ${mark}` });
      await Promise.all([desk, other].map((one) => one.seesArticle(`Added ${mark}`)));
      await site.post('/demo/articles', { nid, title: `Renamed ${mark}` });
      await Promise.all([desk, other].map((one) => one.seesArticle(`Renamed ${mark}`)));
      return undefined;
    }),
    scene('polling beside push', async () => {
      const compared = await desk.comparesPolling();
      expect(compared.requests > 0, 'asking takes requests');
      expect(compared.polled === 6 && compared.pushed === 6, 'both ways show all six events');
      return { ...compared };
    }),
    scene('kill -9 of a queue’s worker', async () => {
      const worked = await desk.worksQueue();
      expect(worked.done === worked.of, 'every item was done');
      expect(worked.workers > 1, `the killed worker had a successor, found ${worked.workers}`);
      return { ...worked };
    }),
    scene('the evidence is a link', async () => {
      const { text: page } = await site.send('GET', '/');
      expect(page.includes('href="/evidence/"'), 'the page links to it');
      const { text } = await site.send('GET', '/evidence/');
      const [, first = ''] = /href="(\/evidence\/[^"]+\.png)"/.exec(text) ?? [];
      const { status, headers } = await site.send('GET', first);
      expect(status === 200 && headers['content-type'] === 'image/png', 'a picture is shown');
      return undefined;
    }),
    scene('a notice from the command line', async () => {
      const [, , ...args] = words(printed.npx.replaceAll('from the shell', `from the shell ${mark}`));
      await promisify(execFile)(join(root, 'node_modules/.bin/drupal-nodejs'), args, {
        env: {
          ...globalThis.process.env,
          PATH: `${join(root, 'node_modules/.bin')}:${globalThis.process.env.PATH}`,
        },
      });
      await alice.seesNotice(`from the shell ${mark}`);
      return undefined;
    }),
    scene('a notice from curl', async () => {
      const body = words(printed.curl.replaceAll('from the shell', `from curl ${mark}`))[4] ?? '';
      const headers = await readFile(join(stateFolder, 'api-headers'), 'utf8');
      const response = await fetch(printed.curl.split(' ').at(-1) ?? '', {
        method: 'POST',
        headers: headers
          .trim()
          .split('\n')
          .map((line) => line.split(': ') as [string, string]),
        body,
      });
      expect(response.ok, `the API took it: HTTP ${response.status}`);
      await bob.seesNotice(`from curl ${mark}`);
      return undefined;
    }),
    scene('a snippet of the PHP console', async () => {
      const { demo } = await site.get<{ demo: { snippets: Snippet[] } }>('/demo/settings');
      const code = (demo.snippets[0]?.code ?? '').replace('Straight from PHP.', `Straight from PHP ${mark}`);
      const answer = await site.post<{ ok: boolean; ms: number; php: string }>('/demo/console', { code });
      expect(answer.ok, `PHP ran it: ${JSON.stringify(answer)}`);
      await alice.seesNotice(`Straight from PHP ${mark}`);
      expect(!(await bob.hasNotice(`Straight from PHP ${mark}`)), 'nobody but Alice got it');
      return { phpMs: answer.ms, version: answer.php };
    }),
    scene('the network is cut', async () => {
      const outcome = await site.post<BreakOutcome>('/demo/break/cut', { host: 'alice', seconds: 2 });
      expect(outcome.connections > 0, 'sockets were cut');
      expect(outcome.refused.length === 0, 'everything was acknowledged');
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice', words);
      await alice.isLive();
      return { outcome: words };
    }),
    scene('Drupal is away', async () => {
      const outcome = await site.post<BreakOutcome>('/demo/break/drupal', { seconds: 2 });
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice' && outcome.refused.length === 0, words);
      await bob.reload();
      return { outcome: words };
    }),
    scene('a reader that doesn’t read', async () => {
      const outcome = await site.post<BreakOutcome>('/demo/break/stall');
      expect(outcome.stall?.isClosed === true, 'the server let it go');
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice' && outcome.refused.length === 0, words);
      return { outcome: words, ...outcome.stall };
    }),
    scene('a crowd of sockets', async () => {
      const wanted = cast.via === 'browser' ? 5_000 : 1_000;
      const outcome = await site.post<BreakOutcome>('/demo/break/crowd', { sockets: wanted });
      const { sockets = 0, megabytes } = outcome.crowd ?? {};
      expect(sockets > 0, 'sockets came');
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice' && outcome.refused.length === 0, words);
      return { outcome: words, sockets, megabytes };
    }),
    scene('an upgrade in place', async () => {
      const outcome = await site.post<BreakOutcome>('/demo/break/upgrade');
      expect(outcome.pid !== undefined && outcome.pid.before !== outcome.pid.after, 'it is another process');
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice' && outcome.refused.length === 0, words);
      return { outcome: words };
    }),
    scene('the server restarts', async () => {
      const outcome = await site.post<BreakOutcome>('/demo/break/restart');
      expect(outcome.pid !== undefined && outcome.pid.before !== outcome.pid.after, 'it is another process');
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice', words);
      await bob.reload();
      await bob.sees(`Hello Bob ${mark}`);
      return { outcome: words, refused: outcome.refused.length };
    }),
    scene('kill -9 of the server', async () => {
      const outcome = await site.post<BreakOutcome>('/demo/break/kill');
      expect(outcome.pid !== undefined && outcome.pid.before !== outcome.pid.after, 'it is another process');
      const words = await verdict(alice, outcome);
      expect(words === '0 lost, 0 twice' || words === 'state lost, and said so', words);
      await alice.isLive();
      await bob.isLive();
      await alice.say(`Still here ${mark}`);
      await bob.sees(`Still here ${mark}`);
      return { outcome: words, refused: outcome.refused.length };
    }),
    scene('a role is taken away', async () => {
      await note(`for editors ${mark}`);
      await alice.seesNotice(`for editors ${mark}`);
      const { connections } = await site.post<BreakOutcome>('/demo/break/role', {
        name: 'Alice',
        has: false,
      });
      expect(connections > 0, 'connections came back with the rights of now');
      await alice.isLive();
      await note(`no longer for Alice ${mark}`);
      await bob.seesNotice(`no longer for Alice ${mark}`);
      expect(!(await alice.hasNotice(`no longer for Alice ${mark}`)), 'Alice no longer gets it');
      await site.post('/demo/break/role', { name: 'Alice', has: true });
      await alice.isLive();
      return undefined;
    }),
    scene('log-out closes the other tab, not the other browser', async () => {
      await Promise.all([alice.isLive(), aliceAgain.isLive(), phone.isLive()]);
      const started = performance.now();
      await site.post('/demo/break/logout', { host: 'alice' });
      await Promise.all([alice.isOver(), aliceAgain.isOver()]);
      const closedMs = Math.round(performance.now() - started);
      await phone.say(`From my phone ${mark}`);
      await bob.sees(`From my phone ${mark}`);
      return { closedMs };
    }),
    scene('a clean stop', async () => {
      await cast.close();
      site.close();
      const { code, left } = await process.interrupt();
      expect(code === 0, `exit code 0, found ${code}`);
      expect(left.length === 0, 'no process is left behind');
      return undefined;
    }),
  ];
}

/** Splits a printed command as a shell would: words, and texts in single quotes. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
