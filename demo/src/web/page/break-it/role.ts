import { duration } from '../../figures.ts';
import { post } from '../../post.ts';
import { tally } from '../../tally.ts';
import type { PersonTab } from '../person-tab.ts';
import type { Outcome } from './outcome.ts';
import type { Cell, Recorder, Track } from './recorder.ts';
import { type Cast, everybodyLive, liveWithinMs, pause, type Story, watch } from './story.ts';

/** Bob is no editor any more, in the middle of a conversation of editors. */
export const role: Story = {
  kind: 'role',
  icon: 'badge',
  title: 'Take Bob’s role away',
  what: 'No editor any more, while notes to editors go out.',
  plan: [
    'Alice and Bob are live',
    'First note to editors: both get it',
    'Bob loses the role',
    'Second note: Alice alone gets it',
    'Role given back: Bob catches up, third note',
  ],
  play: (cast, recorder) => new RoleRun(cast, recorder).play(),
};

class RoleRun {
  readonly #cast: Cast;
  readonly #recorder: Recorder;
  readonly #notes: readonly string[];
  #seen: Readonly<Record<'Alice' | 'Bob', readonly string[]>> = { Alice: [], Bob: [] };
  #isBobOut = false;
  #isOver = false;

  constructor(cast: Cast, recorder: Recorder) {
    this.#cast = cast;
    this.#recorder = recorder;
    const run = crypto.getRandomValues(new Uint16Array(1)).toString();
    this.#notes = ['First', 'Second', 'Third'].map((place) => `${place} note to editors (${run})`);
  }

  async play(): Promise<Outcome> {
    const [first = '', second = '', third = ''] = this.#notes;
    const bob = this.#cast.bob.tab;
    this.#draw();
    await this.#recorder.step(0, async () => {
      await everybodyLive(this.#cast);
      await hasRole(bob, true);
    });
    await this.#recorder.step(1, () => this.#publish(first, ['Alice', 'Bob']));
    const tookMs = await this.#recorder.step(2, () => this.#takeRole(bob));
    const hasLeaked = await this.#recorder.step(3, async () => {
      try {
        await this.#publish(second, ['Alice']);
        // Were Bob still listening, he would have it by now.
        await pause(500);
        await this.#look();
        return this.#seen.Bob.includes(second);
      } finally {
        await post('/demo/break/role', { name: 'Bob', role: this.#cast.role.id, has: true });
        this.#isBobOut = false;
      }
    });
    await this.#recorder.step(4, async () => {
      await hasRole(bob, true);
      await this.#publish(third, ['Alice', 'Bob']);
    });
    this.#isOver = true;
    await this.#look();
    return this.#outcome(tookMs, hasLeaked);
  }

  async #takeRole(bob: PersonTab): Promise<number> {
    const started = performance.now();
    await post('/demo/break/role', { name: 'Bob', role: this.#cast.role.id, has: false });
    const tookMs = performance.now() - started;
    this.#isBobOut = true;
    await hasRole(bob, false);
    return tookMs;
  }

  async #publish(text: string, readers: readonly ('Alice' | 'Bob')[]): Promise<void> {
    await post('/demo/publish', { channel: this.#cast.role.channel, data: { text } });
    await watch(
      () => this.#look(),
      () => readers.every((name) => this.#seen[name].includes(text)),
      5000,
    );
  }

  async #look(): Promise<void> {
    const [alice, bob] = await Promise.all([this.#cast.alice.tab.count(), this.#cast.bob.tab.count()]);
    this.#seen = { Alice: alice?.notes ?? this.#seen.Alice, Bob: bob?.notes ?? this.#seen.Bob };
    this.#draw();
  }

  #draw(): void {
    this.#recorder.draw([this.#track('Alice', false), this.#track('Bob', this.#isBobOut)]);
  }

  #track(name: 'Alice' | 'Bob', isOut: boolean): Track {
    const seen = this.#seen[name];
    const cells = this.#notes.map((note, place): Cell => {
      const times = seen.filter((text) => text === note).length;
      if (times > 1 || (times > 0 && isOut && place > 0)) return 'twice';
      if (times === 1) return 'seen';
      if (isOut && place === 1) return 'kept-out';
      return this.#isOver ? 'lost' : 'waiting';
    });
    const known = this.#notes.filter((note) => seen.includes(note)).length;
    return { name, cells, words: isOut ? 'no editor' : `${known} of ${this.#notes.length}` };
  }

  #outcome(tookMs: number, hasLeaked: boolean): Outcome {
    const counts = [this.#seen.Alice, this.#seen.Bob].map((seen) => tally(this.#notes, seen));
    const lost = counts.reduce((sum, one) => sum + one.lost, 0);
    const twice = counts.reduce((sum, one) => sum + one.twice, 0);
    const leaked = hasLeaked ? 1 : 0;
    const meanwhile = hasLeaked ? 'the second note reached him all the same' : 'nothing reached him';
    return {
      kind: lost + twice + leaked > 0 ? 'bad' : 'good',
      headline: `${lost} lost, ${twice} twice, ${leaked} leaked`,
      detail: `The role was gone and his subscription with it after ${duration(tookMs)}. While Bob was no editor, ${meanwhile}; as an editor again he caught up from the channel’s history.`,
    };
  }
}

async function hasRole(tab: PersonTab, isWanted: boolean): Promise<void> {
  const witness = await watch(
    () => tab.count(),
    (seen) => seen?.hasRole === isWanted,
    liveWithinMs,
  );
  if (witness?.hasRole === isWanted) return;
  throw new Error(isWanted ? 'Bob did not get the role back' : 'Bob still hears the editors');
}
