import type { IconName } from '../../icon.ts';
import type { PersonTab } from '../person-tab.ts';
import type { PersonWindow } from '../person-window.ts';
import type { Outcome } from './outcome.ts';
import type { Recorder } from './recorder.ts';

/** Whom a story is played with. */
export interface Cast {
  readonly alice: PersonWindow;
  readonly bob: PersonWindow;
  /** Alice in another browser: another session; opened on first use, out of sight. */
  phone(): PersonTab;
  readonly role: { readonly id: string; readonly label: string; readonly channel: string };
}

/** One way of breaking the demo, from a whole state to a whole state. */
export interface Story {
  readonly kind: 'cut' | 'kill' | 'restart' | 'upgrade' | 'drupal' | 'stall' | 'crowd' | 'role' | 'logout';
  readonly icon: IconName;
  readonly title: string;
  readonly what: string;
  readonly plan: readonly string[];
  play(cast: Cast, recorder: Recorder): Promise<Outcome>;
}

/** How long a page may take to be live again before a story is given up. */
export const liveWithinMs = 20_000;

/** Waits until both first tabs are live and listen to everything, logging in who isn't. */
export async function everybodyLive({ alice, bob }: Cast): Promise<void> {
  await Promise.all(
    [alice.tab, bob.tab].map(async (tab) => {
      await tab.enter(liveWithinMs);
      const witness = await watch(
        () => tab.count(),
        (seen) => seen?.isReady === true,
        liveWithinMs,
      );
      if (witness?.isReady !== true) throw new Error(`${tab.frame.title} does not listen`);
    }),
  );
}

/** The wait, unless the break itself fails first. */
export async function unlessFails<Value>(over: Promise<unknown>, wait: Promise<Value>): Promise<Value> {
  const failed = over.then(() => new Promise<never>(() => {}));
  return Promise.race([wait, failed]);
}

/** Lets time pass. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Looks again and again until the look satisfies or the time is over; gives the last look either way. */
export async function watch<Look>(
  look: () => Promise<Look>,
  satisfies: (look: Look) => boolean,
  withinMs: number,
): Promise<Look> {
  const end = performance.now() + withinMs;
  let seen = await look();
  while (!satisfies(seen) && performance.now() < end) {
    await pause(120);
    seen = await look();
  }
  return seen;
}
