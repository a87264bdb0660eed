import { duration } from '../../figures.ts';
import { tally } from '../../tally.ts';
import type { PersonTab, TabState } from '../person-tab.ts';
import type { Cell, Track } from './recorder.ts';
import { everybodyLive, liveWithinMs, type Story, watch } from './story.ts';

interface Reader {
  readonly name: string;
  readonly tab: PersonTab;
  /** Whether this page goes on hearing after the log-out. */
  readonly stays: boolean;
}

/** Alice logs out in one tab: her other tab of that session goes silent, her phone stays. */
export const logout: Story = {
  kind: 'logout',
  icon: 'leave',
  title: 'Log Alice out',
  what: 'In one tab: the other falls silent, her phone stays.',
  plan: [
    'Alice has two tabs and a phone, all live',
    'Bob writes: everybody gets it',
    'Alice logs out in her first tab',
    'Her second tab goes silent',
    'Bob writes again: only the others get it',
  ],
  async play(cast, recorder) {
    const { alice, bob } = cast;
    const readers: readonly Reader[] = [
      { name: 'Alice', tab: alice.tab, stays: false },
      { name: 'Alice, tab 2', tab: alice.secondTab, stays: false },
      { name: 'Alice’s phone', tab: cast.phone(), stays: true },
      { name: 'Bob', tab: bob.tab, stays: true },
    ];
    const seen = new Map<Reader, readonly string[]>();
    const lines: string[] = [];
    const draw = async (): Promise<void> => {
      for (const reader of readers) {
        const witness = await reader.tab.count();
        if (witness !== undefined) seen.set(reader, witness.lines);
      }
      recorder.draw(readers.map((reader) => track(reader, lines, seen.get(reader) ?? [])));
    };
    const reaches = (line: string, who: readonly Reader[]): Promise<void> =>
      watch(draw, () => who.every((reader) => seen.get(reader)?.includes(line)), 5000);

    recorder.draw(readers.map((reader) => track(reader, lines, [])));
    await recorder.step(0, async () => {
      // The second tab follows the first by itself: a log-in of its own would be another session.
      await everybodyLive(cast);
      await cast.phone().enter(liveWithinMs);
      await alice.secondTab.until(({ state }) => state === 'live', liveWithinMs, 'the second tab');
    });
    await recorder.step(1, async () => {
      lines.push(await bob.tab.say('Alice, are all of you there?'));
      await reaches(lines[0] ?? '', readers);
    });
    const pressedAt = Date.now();
    const [silent] = await Promise.all([
      recorder.step(3, () => alice.secondTab.until(isOver, liveWithinMs, 'the second tab')),
      recorder.step(2, () => alice.tab.logOut()),
    ]);
    await recorder.step(4, async () => {
      lines.push(await bob.tab.say('Alice, who of you still hears me?'));
      await reaches(
        lines[1] ?? '',
        readers.filter(({ stays }) => stays),
      );
    });
    await draw();
    const counts = readers.map((reader) =>
      tally(reader.stays ? lines : lines.slice(0, 1), seen.get(reader) ?? []),
    );
    const lost = counts.reduce((sum, one) => sum + one.lost, 0);
    const twice = counts.reduce((sum, one) => sum + one.twice, 0);
    const leaked = readers.filter(
      (reader) => !reader.stays && seen.get(reader)?.includes(lines[1] ?? ''),
    ).length;
    const tookMs = silent.at - pressedAt;
    return {
      kind: lost + twice + leaked > 0 || tookMs > 1000 ? 'bad' : 'good',
      headline: `${lost} lost, ${twice} twice, ${leaked} leaked`,
      detail: `Her second tab was silent ${duration(tookMs)} after the click; her phone, another session, heard everything. Log her in again with the button in her page.`,
    };
  },
};

function isOver({ state }: TabState): boolean {
  return state === 'logged-out' || state === 'ended';
}

function track({ name, tab, stays }: Reader, lines: readonly string[], seen: readonly string[]): Track {
  const cells = [0, 1].map((place): Cell => {
    const line = lines[place];
    const times = line === undefined ? 0 : seen.filter((other) => other === line).length;
    if (times > 1 || (times > 0 && place === 1 && !stays)) return 'twice';
    if (times === 1) return 'seen';
    return place === 1 && !stays ? 'kept-out' : 'waiting';
  });
  const { state } = tab.state;
  return { name, cells, words: isOver(tab.state) ? 'logged out' : state };
}
