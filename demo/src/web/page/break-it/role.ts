import { duration } from '../../figures.ts';
import { post } from '../../post.ts';
import { tally } from '../../tally.ts';
import type { PersonTab } from '../person-tab.ts';
import type { Cell, Track } from './recorder.ts';
import { everybodyLive, liveWithinMs, pause, type Story, watch } from './story.ts';

/** Bob is no editor any more, in the middle of a conversation of editors. */
export const role: Story = {
  kind: 'role',
  icon: 'badge',
  title: 'Take Bob’s role away',
  what: 'He stops being an editor while notes to editors go out.',
  plan: [
    'Alice and Bob are live',
    'First note to editors: both get it',
    'Bob loses the role',
    'Second note: Alice alone gets it',
    'Role given back; third note: both',
  ],
  async play(cast, recorder) {
    const { alice, bob } = cast;
    const run = crypto.getRandomValues(new Uint32Array(1)).toString();
    const notes = ['first', 'second', 'third'].map(
      (place) => `The ${place} note to editors (${run.slice(0, 4)})`,
    );
    const [first = '', second = '', third = ''] = notes;
    const allowed = { Alice: notes, Bob: [first, third] };
    const draw = async (isOver: boolean): Promise<Record<'Alice' | 'Bob', readonly string[]>> => {
      const seen = { Alice: await notesOf(alice.tab), Bob: await notesOf(bob.tab) };
      recorder.draw([
        track('Alice', notes, allowed.Alice, seen.Alice, isOver),
        track('Bob', notes, allowed.Bob, seen.Bob, isOver),
      ]);
      return seen;
    };
    const publish = (text: string): Promise<unknown> =>
      post('/demo/publish', { channel: cast.role.channel, data: { text } });
    const reaches = async (text: string, who: readonly ('Alice' | 'Bob')[]): Promise<void> => {
      await watch(
        () => draw(false),
        (seen) => who.every((name) => seen[name].includes(text)),
        5000,
      );
    };

    recorder.draw([
      track('Alice', notes, allowed.Alice, [], false),
      track('Bob', notes, allowed.Bob, [], false),
    ]);
    await recorder.step(0, async () => {
      await everybodyLive(cast);
      await hasRole(bob.tab, true);
    });
    await recorder.step(1, async () => {
      await publish(first);
      await reaches(first, ['Alice', 'Bob']);
    });
    const started = performance.now();
    const tookMs = await recorder.step(2, async () => {
      await post('/demo/break/role', { name: 'Bob', role: cast.role.id, has: false });
      const took = performance.now() - started;
      await hasRole(bob.tab, false);
      return took;
    });
    try {
      await recorder.step(3, async () => {
        await publish(second);
        await reaches(second, ['Alice']);
        // Had Bob still been listening, he would have it by now.
        await pause(500);
      });
    } finally {
      await post('/demo/break/role', { name: 'Bob', role: cast.role.id, has: true });
    }
    await recorder.step(4, async () => {
      await hasRole(bob.tab, true);
      await publish(third);
      await reaches(third, ['Alice', 'Bob']);
    });
    const seen = await draw(true);
    const counts = [tally(allowed.Alice, seen.Alice), tally(allowed.Bob, seen.Bob)];
    const lost = counts.reduce((sum, one) => sum + one.lost, 0);
    const twice = counts.reduce((sum, one) => sum + one.twice, 0);
    const leaked = seen.Bob.includes(second);
    return {
      kind: lost + twice > 0 || leaked ? 'bad' : 'good',
      headline: `${lost} lost, ${twice} twice, ${leaked ? '1 leaked' : '0 leaked'}`,
      detail: `Alice got ${counts[0]?.seen} of 3 notes, Bob the ${counts[1]?.seen} of 2 that were his to read; ${leaked ? 'the second one reached him all the same' : 'the second one never reached him'}. Taking the role took ${duration(tookMs)}, the closing of his subscription included.`,
    };
  },
};

async function hasRole(tab: PersonTab, isWanted: boolean): Promise<void> {
  const witness = await watch(
    () => tab.count(),
    (seen) => seen?.hasRole === isWanted,
    liveWithinMs,
  );
  if (witness?.hasRole !== isWanted)
    throw new Error(isWanted ? 'Bob did not get the role back' : 'Bob still hears the editors');
}

async function notesOf(tab: PersonTab): Promise<readonly string[]> {
  return (await tab.count())?.notes ?? [];
}

function track(
  name: string,
  notes: readonly string[],
  allowed: readonly string[],
  seen: readonly string[],
  isOver: boolean,
): Track {
  const cells = notes.map((note): Cell => {
    const times = seen.filter((text) => text === note).length;
    if (times > 1 || (times > 0 && !allowed.includes(note))) return 'twice';
    if (times === 1) return 'seen';
    if (!allowed.includes(note)) return 'kept-out';
    return isOver ? 'lost' : 'waiting';
  });
  const mine = seen.filter((text) => notes.includes(text)).length;
  return { name, cells, words: `${mine} of ${allowed.length}` };
}
