import { Client } from '@drupal-nodejs/client';
import { byId } from '../element.ts';
import { post } from '../post.ts';
import { keepCutsQuiet } from '../quiet-errors.ts';
import type { Session } from '../session.ts';
import type { PageSettings } from '../settings.ts';
import { action } from './action.ts';
import { commandLine } from './commands.ts';
import { LiveList } from './live-list.ts';
import { LiveLog } from './live-log.ts';
import { Notices } from './notices.ts';
import { Polling } from './polling.ts';
import { QueueProgress } from './queue-progress.ts';

/** The site's notices and its log, followed by the page itself, which comes in by its session cookie. */
export function followSite({ demo, nodejs }: PageSettings, session: Session): void {
  const client = new Client({
    url: nodejs.url,
    site: nodejs.site,
    user: nodejs.user,
    // A visitor has no session whose rights the server could read: the token route names the public channels.
    tokenUrl: demo.user === null ? nodejs.tokenUrl : undefined,
    subscriptionTokens: nodejs.contentTokens,
  });
  keepCutsQuiet(client);
  client.onState(({ state, final }) => {
    document.documentElement.dataset.state = final ? 'logged-out' : state;
  });

  byId('commands').append(
    commandLine('npx', demo.commands.npx),
    commandLine('curl', demo.commands.curl),
    action('No shell at hand? Send one from here', 'bell', () =>
      post('/demo/notice', {
        subject: 'From the demo’s page',
        body: 'Published by nodejs_broadcast_message() in PHP.',
      }),
    ),
  );
  new Notices(byId('notices'), byId('spoken')).follow(client);
  new LiveList(byId('list')).follow(client);
  new Polling(byId('polling')).follow(client);
  new QueueProgress(byId('queue')).follow(client);

  const log = new LiveLog(byId('live-log'), byId('log-state'));
  const actions = byId('log-actions');
  if (demo.user === null) {
    log.refuse(`Only who may read the site’s reports sees its log. Log in as ${demo.login.name}.`);
    actions.append(
      action(`Log in as ${demo.login.name}`, 'badge', () => session.logIn(), {
        'data-login': demo.login.name,
      }),
    );
    return;
  }
  log.follow(client);
  actions.append(
    action('Write a line', 'pencil', () =>
      post('/demo/log', { message: 'Written by the button of the demo’s page.' }),
    ),
    action(
      `Log ${demo.user.name} out`,
      'leave',
      async () => {
        await session.logOut();
        location.reload();
      },
      { 'data-logout': true },
    ),
  );
}
