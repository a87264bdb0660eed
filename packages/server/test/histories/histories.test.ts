import { describe, expect, it } from 'vitest';
import { History } from './history.ts';

/** `npm run soak histories` plays 1,000. */
const histories = Number(process.env.HISTORIES ?? 50);
const firstSeed = Number(process.env.FIRST_SEED ?? 1);
const atOnce = 8;

describe('real clients on every transport, over real sockets', () => {
  it(`have what was published or were told what is lost, in ${histories} histories`, async () => {
    let seed = firstSeed;
    let published = 0;
    let lost = 0;
    const player = async (): Promise<void> => {
      while (seed < firstSeed + histories) {
        const played = await play(seed++);
        published += played.published;
        lost += played.lost;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, player));
    console.log(
      `${histories} histories: ${published} publications, ${lost} times somebody was told of a loss`,
    );
    // Many in which nobody lost anything would not have tried.
    expect(histories < 20 || lost > 0).toBe(true);
  }, 3_600_000);
});

async function play(seed: number): Promise<History['counts']> {
  const history = new History(seed);
  try {
    await history.play();
    return history.counts;
  } catch (cause) {
    throw new Error(
      [
        `${cause}`,
        `  again with: FIRST_SEED=${seed} HISTORIES=1 npx vitest run packages/server/test/histories`,
        ...history.notes.slice(-60),
      ].join('\n'),
      { cause },
    );
  }
}
