import { duration } from '../../figures.ts';
import { post } from '../../post.ts';
import { type BreakAnswer, NumberedRun } from './numbered-run.ts';
import { judge } from './outcome.ts';
import { liveWithinMs, type Story, unlessFails } from './story.ts';

/** Bob's network is gone for a few seconds; both go on writing. */
export const cut: Story = {
  kind: 'cut',
  icon: 'plug',
  title: 'Cut Bob’s network',
  what: 'Sockets die for four seconds; both go on writing.',
  plan: [
    'Alice and Bob are live',
    'Bob’s network is cut',
    'Both write; Bob’s line is kept',
    'Bob is back and catches up',
    'Both pages are counted',
  ],
  play: (cast, recorder) =>
    NumberedRun.follow(cast, recorder, async (run) => {
      const { alice, bob } = cast;
      const lines: string[] = [];
      const over = post<BreakAnswer>('/demo/break/cut', { host: 'bob', seconds: 4 });
      const gone = await recorder.step(1, () =>
        unlessFails(
          over,
          bob.tab.until(({ state }) => state !== 'live', liveWithinMs, 'Bob’s network'),
        ),
      );
      await recorder.step(2, async () => {
        lines.push(await alice.tab.say('Bob, can you read this?'));
        lines.push(await bob.tab.say('Not yet, but I can write.'));
        lines.push(await alice.tab.say('Then it will wait for you.'));
        await bob.tab.until(({ kept }) => kept > 0, liveWithinMs, 'Bob’s line');
      });
      const { answer, awayMs } = await recorder.step(3, async () => {
        const finished = await over;
        const back = await bob.tab.until(({ state }) => state === 'live', liveWithinMs, 'Bob’s page');
        return { answer: finished, awayMs: back.at - gone.at };
      });
      const pages = await recorder.step(4, () => run.end(answer, lines));
      return judge(
        pages,
        answer.refused.length,
        `Bob was away for ${duration(awayMs)}; his own line waited and left by itself.`,
      );
    }),
};
