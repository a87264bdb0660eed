import { duration } from '../../figures.ts';
import { post } from '../../post.ts';
import { type BreakAnswer, NumberedRun } from './numbered-run.ts';
import { judge } from './outcome.ts';
import { liveWithinMs, type Story, unlessFails } from './story.ts';

/** The push server dies without a word; what it held in memory is gone, what is in the database stays. */
export const kill: Story = {
  kind: 'kill',
  icon: 'skull',
  title: 'kill -9 the server',
  what: 'No goodbye. A new one starts with empty memory.',
  plan: [
    'Alice and Bob are live',
    'The push server is killed',
    'Alice writes to nobody; it is kept',
    'A new server is up, pages come back',
    'Both pages are counted',
  ],
  play: (cast, recorder) => withoutServer('kill', cast, recorder),
};

/** The push server is restarted the way an upgrade does it: its memory goes through a snapshot. */
export const restart: Story = {
  kind: 'restart',
  icon: 'restart',
  title: 'Restart the server',
  what: 'Like an upgrade: memory survives in a snapshot.',
  plan: [
    'Alice and Bob are live',
    'The push server stops',
    'Alice writes to nobody; it is kept',
    'A new server is up, pages come back',
    'Both pages are counted',
  ],
  play: (cast, recorder) => withoutServer('restart', cast, recorder),
};

function withoutServer(
  kind: 'kill' | 'restart',
  ...[cast, recorder]: Parameters<Story['play']>
): ReturnType<Story['play']> {
  return NumberedRun.follow(cast, recorder, async (run) => {
    const { alice, bob } = cast;
    const lines = [await bob.tab.say('All well here.')];
    const over = post<BreakAnswer>(`/demo/break/${kind}`, {});
    const gone = await recorder.step(1, () =>
      unlessFails(
        over,
        alice.tab.until(({ state }) => state !== 'live', liveWithinMs, 'the server’s end'),
      ),
    );
    await recorder.step(2, async () => {
      lines.push(await alice.tab.say('Is anybody there?'));
    });
    const { answer, awayMs } = await recorder.step(3, async () => {
      const finished = await over;
      const back = await Promise.all(
        [alice.tab, bob.tab].map((tab) =>
          tab.until(({ state }) => state === 'live', liveWithinMs, tab.frame.title),
        ),
      );
      return { answer: finished, awayMs: Math.max(...back.map(({ at }) => at)) - gone.at };
    });
    const pages = await recorder.step(4, () => run.end(answer, lines));
    const pid = answer.pid ? ` Process ${answer.pid.before} became ${answer.pid.after}.` : '';
    return judge(pages, answer.refused.length, `Both were back after ${duration(awayMs)}.${pid}`);
  });
}
