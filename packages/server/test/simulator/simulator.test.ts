import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

const histories = Number(process.env.HISTORIES ?? 20_000);
const firstSeed = Number(process.env.FIRST_SEED ?? 1);
const batch = 1_000;
const only = process.env.SEED === undefined ? undefined : Number(process.env.SEED);

describe('the server under a simulated clock, network and store', () => {
  if (only !== undefined) {
    it(`keeps its promises in history ${only}`, () => play(only));
    return;
  }
  const batches = Array.from({ length: Math.ceil(histories / batch) }, (_, n) => firstSeed + n * batch);
  it.each(batches)(
    'keeps its promises in every history from seed %i on',
    async (from) => {
      for (let seed = from; seed < Math.min(from + batch, firstSeed + histories); seed += 1) {
        await play(seed);
        if (seed % 50 === 0) {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    },
    600_000,
  );

  it('plays the same history for the same seed', async () => {
    const [one, two] = [new Scenario(firstSeed, { trace: true }), new Scenario(firstSeed, { trace: true })];
    await one.play();
    await two.play();
    expect(one.notes).toEqual(two.notes);
    expect(one.notes.length).toBeGreaterThan(10);
  });
});

async function play(seed: number): Promise<void> {
  try {
    await new Scenario(seed).play();
  } catch (cause) {
    // Played once more, now with a word on every step.
    const scenario = new Scenario(seed, { trace: true });
    const again: unknown = await scenario.play().catch((error: unknown) => error);
    throw new Error(
      [
        `${cause instanceof Error ? cause.message : cause}`,
        `  again with: SEED=${seed} npx vitest run packages/server/test/simulator`,
        ...(String(again) === String(cause) ? [] : [`  but the second time: ${again}`]),
        ...scenario.notes.slice(-80),
      ].join('\n'),
      { cause },
    );
  }
}
