import { applyDirection, directionQuery } from './direction.ts';
import { byId } from './element.ts';
import { BreakIt } from './page/break-it/break-it.ts';
import { PersonTab } from './page/person-tab.ts';
import { PersonWindow } from './page/person-window.ts';
import { PhpConsole } from './page/php-console.ts';
import { ServerState } from './page/server-state.ts';
import { SiteEvents } from './page/site-events.ts';
import { followSite } from './page/site-panels.ts';
import { TracePlayer } from './page/trace-player.ts';
import { readSettings } from './read-settings.ts';
import { Session } from './session.ts';
import type { PageSettings } from './settings.ts';

applyDirection();
const settings = readSettings<PageSettings>();
const { demo } = settings;
const session = new Session(demo.login);

// The first visit logs in without a click, before anything connects: it loads the page anew.
if (demo.user !== null || session.hasLeft || !(await enter())) open();

function open(): void {
  const alice = new PersonWindow('alice', 'Alice', demo.hosts.alice);
  const bob = new PersonWindow('bob', 'Bob', demo.hosts.bob);
  byId('people').append(alice.root, bob.root);

  const player = new TracePlayer(byId('steps-whose'));
  byId('five-steps').append(player.diagram.root, player.channels, player.chooser);

  const server = new ServerState(byId('server-state'), byId('drupal-state'), demo.php);
  const events = new SiteEvents('/demo/events');
  events.onReach((isReached) => server.showReach(isReached));
  events.on((event) => {
    if (event.type === 'trace') player.take(event);
    else server.take(event);
  });

  let phone: PersonTab | undefined;
  const openOnce = (): PersonTab => {
    phone ??= openPhone();
    return phone;
  };
  byId('break-it').append(new BreakIt({ alice, bob, role: demo.role, phone: openOnce }).root);
  byId('php-console').append(new PhpConsole(demo).root);
  followSite(settings, session);
}

/** False when the site refuses; the button beside the log tries again and says why. */
async function enter(): Promise<boolean> {
  try {
    await session.logIn();
    return true;
  } catch {
    return false;
  }
}

/** Alice's other browser: it works like any page, out of sight and out of reach. */
function openPhone(): PersonTab {
  const tab = new PersonTab('phone', 1, demo.hosts.phone, 'Alice’s phone', directionQuery());
  tab.frame.className = 'spoken';
  tab.frame.inert = true;
  document.body.append(tab.frame);
  return tab;
}
