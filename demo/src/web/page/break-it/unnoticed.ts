import { count } from '../../figures.ts';
import { post } from '../../post.ts';
import { type BreakAnswer, NumberedRun } from './numbered-run.ts';
import { judge } from './outcome.ts';
import type { Story } from './story.ts';

// What Alice and Bob shall not notice at all: they go on writing while it lasts.

/** Another version takes over, with every socket. */
export const upgrade: Story = unnoticed({
  kind: 'upgrade',
  icon: 'up',
  title: 'Upgrade in place',
  what: 'A new process takes over. No socket is closed.',
  happens: 'Sockets and memory go to a new process; both write',
  words: ({ pid }) => (pid ? `Process ${pid.before} became ${pid.after}, and no connection was closed.` : ''),
});

/** Drupal answers nobody; what is open stays live. */
export const drupal: Story = unnoticed({
  kind: 'drupal',
  icon: 'cloud',
  title: 'Stop Drupal for 10 s',
  what: 'Nobody new gets in. Who is there goes on.',
  happens: 'Drupal answers nobody; both write all the same',
  words: () => 'Drupal was away for 10 s: what needs it waited, and nothing that was open did.',
});

/** Somebody's browser stands still, and would have the server keep everything for it. */
export const stall: Story = unnoticed({
  kind: 'stall',
  icon: 'pause',
  title: 'Stall a reader',
  what: 'One client stops reading, while megabytes come.',
  happens: 'A third reader reads nothing; both write all the same',
  words: ({ stall: found }) =>
    found?.isClosed === true
      ? `The reader that read nothing was let go after ${found.megabytes} MB, most of them in the system’s own buffers.`
      : 'The reader that read nothing is still there.',
});

/** Everybody else comes at once. */
export const crowd: Story = unnoticed({
  kind: 'crowd',
  icon: 'crowd',
  title: 'Add 5,000 sockets',
  what: 'They all hear what Alice and Bob hear.',
  happens: 'Sockets come, a thousand a second; both write all the same',
  words: ({ crowd: found }) => {
    if (found === undefined) return '';
    const { sockets, megabytes } = found;
    const memory =
      megabytes === null
        ? ''
        : `: the server’s memory went from ${megabytes.before} to ${megabytes.after} MB, ${kilobytes(megabytes, sockets)} KB each`;
    return `${count(sockets, 'socket')} more${memory}. They have left again.`;
  },
});

function kilobytes({ before, after }: { before: number; after: number }, sockets: number): string {
  return (((after - before) * 1024) / Math.max(sockets, 1)).toFixed(0);
}

function unnoticed({
  happens,
  words,
  ...story
}: Pick<Story, 'kind' | 'icon' | 'title' | 'what'> & {
  readonly happens: string;
  readonly words: (answer: BreakAnswer) => string;
}): Story {
  return {
    ...story,
    plan: ['Alice and Bob are live', happens, 'Both pages are counted'],
    play: (cast, recorder) =>
      NumberedRun.follow(cast, recorder, async (run) => {
        const lines: string[] = [];
        const answer = await recorder.step(1, async () => {
          const over = post<BreakAnswer>(`/demo/break/${story.kind}`, {});
          lines.push(await cast.alice.tab.say('Do you notice anything?'));
          lines.push(await cast.bob.tab.say('Nothing at all.'));
          return over;
        });
        const pages = await recorder.step(2, () => run.end(answer, lines));
        return judge(pages, answer.refused.length, words(answer));
      }),
  };
}
