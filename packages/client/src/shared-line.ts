import type { PublicationContext } from 'centrifuge';
import type { StateListener } from './connection.ts';
import type { Movement } from './listener.ts';
import { origin } from './origin.ts';
import type { Pausable } from './page-visibility.ts';

/** What a tab hears of another one. */
type Word = { readonly user: string; readonly from: string } & (
  | { readonly lead: true }
  | { readonly leaves: true }
  | { readonly asks: true }
  | Heard
  | { readonly movement: Movement }
);

interface Heard {
  readonly publication: PublicationContext;
  readonly epoch: string | undefined;
}

type Passed = Heard & Pick<Word, 'from'>;

/** What is shared. */
export interface Shareable {
  /** One name for all tabs of a site. */
  readonly name: string;
  /** Whose tab this is; tabs of others are no company. */
  readonly user: () => string | undefined;
  readonly line: Pausable & { readonly isPaused: boolean; onState(listener: StateListener): unknown };
  /** Resolves when every channel knows its place, from which it can go on. */
  readonly settled: () => Promise<unknown>;
  /** Takes what the leading tab heard. */
  readonly take: (publication: PublicationContext, epoch: string | undefined) => void;
  /** Takes who came and left there. */
  readonly takeMovement: (movement: Movement) => void;
}

/** Passes on to the other tabs what this one hears by its own line. */
export interface Passing {
  publication(publication: PublicationContext, epoch: string | undefined): void;
  movement(movement: Movement): void;
}

interface BrowserPage {
  readonly document?: {
    readonly visibilityState: string;
    addEventListener(type: 'visibilitychange', listener: () => void): void;
  };
  addEventListener?(
    type: 'pagehide' | 'pageshow',
    listener: (event: { readonly persisted: boolean }) => void,
  ): void;
  readonly BroadcastChannel?: typeof BroadcastChannel;
}

/**
 * Lets the tabs of a browser do with the line of the one that is looked at.
 *
 * A tab that is seen leads: it has a line of its own, whatever others do. Those that nobody sees give theirs up for
 * it and hear what it passes on; what it doesn't listen to they recover, by position, when they are seen again.
 *
 * What has no position, for its channel keeps no history, they take from one tab alone, as several may be seen at once,
 * and until their own line brings it again.
 *
 * @returns undefined in browsers whose tabs can't talk to each other.
 */
export function shareLine({ name, user, line, settled, take, takeMovement }: Shareable): Passing | undefined {
  const page = globalThis as BrowserPage;
  const { document, BroadcastChannel } = page;
  if (document === undefined || BroadcastChannel === undefined) return undefined;
  let tabs: InstanceType<typeof BroadcastChannel> | undefined;
  let isLive = false;
  /** Is there a channel whose publications this tab's own line doesn't bring? */
  let isBehind = false;
  let leader: string | undefined;
  const say = (word: object) => {
    const me = user();
    if (isLive && me !== undefined) tabs?.postMessage({ user: me, from: origin, ...word });
  };
  const leave = () => say({ leaves: true });
  const isHidden = () => document.visibilityState === 'hidden';
  const lead = () => !isHidden() && say({ lead: true });
  const catchUp = async () => {
    await settled();
    if (isLive) isBehind = false;
  };
  line.onState(({ state }) => {
    if (state !== 'live') leave();
    isLive = state === 'live';
    isBehind ||= line.isPaused;
    if (!isLive) return;
    void catchUp();
    // A tab that was opened where nobody sees it asks who leads.
    isHidden() ? say({ asks: true }) : lead();
  });
  document.addEventListener('visibilitychange', lead);
  const listen = () => {
    tabs = new BroadcastChannel(name);
    tabs.addEventListener('message', (event) => {
      const { data } = event as unknown as { readonly data: Word };
      if (data.user !== user()) return;
      if ('asks' in data) lead();
      else if ('leaves' in data) forget(data.from);
      else if ('lead' in data) {
        leader = data.from;
        void giveUp();
      } else if ('movement' in data) hearMovement(data);
      else hear(data);
    });
  };
  listen();
  // A page that listens to others isn't kept for the back button, or is thrown away with the first word.
  page.addEventListener?.('pagehide', () => {
    leave();
    tabs?.close();
    tabs = undefined;
    leader = undefined;
  });
  page.addEventListener?.('pageshow', ({ persisted }) => persisted && !tabs && listen());
  const forget = (tab: string) => {
    if (leader === tab) leader = undefined;
  };
  const hear = ({ from, publication, epoch }: Passed) => {
    leader ??= from;
    // By its position what comes twice is known.
    if (isBehind && (publication.offset !== undefined || leader === from)) take(publication, epoch);
  };
  const hearMovement = ({ from, movement }: { readonly from: string; readonly movement: Movement }) => {
    leader ??= from;
    if (isBehind && leader === from) takeMovement(movement);
  };
  const giveUp = async () => {
    if (!isHidden()) return;
    await settled();
    if (isHidden()) line.pause();
  };
  return {
    publication: (publication, epoch) => say({ publication, epoch }),
    movement: (movement) => say({ movement }),
  };
}
