import { Client } from '@drupal-nodejs/client';
import { applyDirection } from './direction.ts';
import { Chat } from './frame/chat.ts';
import { Reporter } from './frame/reporter.ts';
import { signIn } from './frame/sign-in.ts';
import type { Order } from './frame-message.ts';
import { keepCutsQuiet } from './quiet-errors.ts';
import { readSettings } from './read-settings.ts';
import { Session } from './session.ts';
import type { FrameSettings } from './settings.ts';

applyDirection();
const settings = readSettings<FrameSettings>();
const { demo, nodejs } = settings;
const reporter = new Reporter(demo.host, demo.home);
const session = new Session(demo.login);
// Frames of one window share its sessionStorage, where each tab keeps its own positions.
const tab = new URLSearchParams(location.search).get('tab');
const shelf = tab === null ? nodejs.site : `${nodejs.site}-tab-${tab}`;
let chat: Chat | undefined;

document.title = demo.login.name;
reporter.obey((order) => carryOut(order));
if (demo.user !== null) openChat(demo.user);
else if (session.hasLeft) showSignIn(`${demo.login.name} is logged out.`);
else await enter();
session.onReturn(() => {
  if (chat === undefined) location.reload();
});

function openChat(person: NonNullable<FrameSettings['demo']['user']>): void {
  let pageToken = nodejs.authToken;
  const client = new Client({
    url: nodejs.url,
    site: shelf,
    user: person.uid,
    channels: ['nodejs_notify', 'nodejs_broadcast', `user:${person.uid}`],
    // The page brought its token; only an outdated one costs a request.
    getToken: () => {
      const token = pageToken ?? session.callbackToken();
      pageToken = undefined;
      return token;
    },
  });
  keepCutsQuiet(client);
  // What is kept of drafts and of lines that wait is the tab's, too.
  chat = new Chat({ ...settings, nodejs: { ...nodejs, site: shelf } }, person, client, {
    onState(state, reason) {
      reporter.showState(state, reason);
      if (state !== 'ended') return;
      session.noteEnd();
      showSignIn(`${person.name}’s session has ended, so this page stopped listening.`);
    },
    onKept: (kept) => reporter.showKept(kept),
    logOut: () => void session.logOut(),
  });
  document.body.replaceChildren(chat.root);
}

function showSignIn(why: string): void {
  chat = undefined;
  reporter.showState('logged-out', why);
  document.body.replaceChildren(signIn(demo.login.name, why, () => session.logIn()));
}

async function enter(): Promise<void> {
  reporter.showState('connecting');
  try {
    await session.logIn();
  } catch {
    // The button says why when it is pressed; the first visit only tries.
    showSignIn(`${demo.login.name} is not logged in.`);
  }
}

function carryOut(order: Order): unknown {
  if (order.type === 'log-in') return session.logIn();
  if (order.type === 'log-out') return session.logOut();
  if (chat === undefined) throw new Error(`${demo.login.name} is logged out`);
  return order.type === 'say' ? chat.say(order.text) : chat.witness(order);
}
