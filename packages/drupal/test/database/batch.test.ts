import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/database/batch.ts';

/** A batch of squares whose statements are kept, and end when they are told to. */
function squares(size: number) {
  const statements: { keys: readonly number[]; end(error?: Error): void }[] = [];
  const asked = new EventTarget();
  const batch = new Batch<number, number>(size, (keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<Map<number, number>>();
    const found = new Map(keys.filter((key) => key > 0).map((key) => [key, key * key]));
    statements.push({ keys, end: (error) => (error ? reject(error) : resolve(found)) });
    asked.dispatchEvent(new Event('statement'));
    return promise;
  });
  const next = () => new Promise((resolve) => asked.addEventListener('statement', resolve, { once: true }));
  return { batch, statements, next };
}

describe('a batch', () => {
  it('asks once for all of a turn, and once for those who come meanwhile', async () => {
    const { batch, statements, next } = squares(100);
    const first = next();
    const early = [batch.read(2), batch.read(3), batch.read(2), batch.read(-1)];
    await first;
    // Had these the answer that is on its way, they would miss what happens now.
    const late = [batch.read(2), batch.read(4)];
    expect(statements.map(({ keys }) => keys)).toEqual([[2, 3, -1]]);

    const second = next();
    statements[0]?.end();
    expect(await Promise.all(early)).toEqual([4, 9, 4, undefined]);
    await second;
    statements[1]?.end();
    expect(await Promise.all(late)).toEqual([4, 16]);
    expect(statements.map(({ keys }) => keys)).toEqual([
      [2, 3, -1],
      [2, 4],
    ]);
  });

  it('waits after a crowd for as long as more come, and for nobody else', async () => {
    const { batch, statements, next } = squares(100);
    const first = next();
    const crowd = Promise.all(Array.from({ length: 16 }, (_, n) => batch.read(n)));
    await first;
    for (const { end } of statements.splice(0)) end();
    await crowd;

    const afterCrowd = next();
    const late = [batch.read(1)];
    await nextTurn();
    late.push(batch.read(2));
    await afterCrowd;
    expect(statements.map(({ keys }) => keys)).toEqual([[1, 2]]);
    for (const { end } of statements.splice(0)) end();
    expect(await Promise.all(late)).toEqual([1, 4]);

    const alone = next();
    batch.read(3);
    await nextTurn();
    batch.read(4);
    await alone;
    expect(statements.map(({ keys }) => keys)).toEqual([[3]]);
  });

  it('answers the first of a turn at once where the database can, and all who follow by one statement', async () => {
    const atOnce: number[] = [];
    const statements: (readonly number[])[] = [];
    const batch = new Batch<number, number>(
      100,
      async (keys) => {
        statements.push(keys);
        return new Map(keys.filter((key) => key > 0).map((key) => [key, key * key]));
      },
      {
        readNow: (key) => {
          atOnce.push(key);
          if (key === 13) throw new Error('away');
          // 7 can't be told without waiting.
          if (key === 7) return undefined;
          return key > 0 ? key * key : null;
        },
      },
    );
    const answers = [2, 3, -3, 3].map((key) => batch.read(key));
    expect(answers[0]).toBe(4);
    expect(await Promise.all(answers)).toEqual([4, 9, undefined, 9]);
    expect({ atOnce, statements }).toEqual({ atOnce: [2], statements: [[3, -3]] });

    await nextTurn();
    expect(batch.read(-1)).toBeUndefined();
    // Alone in its turn after the first, it needs no statement for many either.
    expect(await batch.read(4)).toBe(16);
    expect({ atOnce, statements }).toEqual({ atOnce: [2, -1, 4], statements: [[3, -3]] });

    await nextTurn();
    expect(await batch.read(7)).toBe(49);
    expect(statements).toEqual([[3, -3], [7]]);

    await nextTurn();
    expect(() => batch.read(13)).toThrow('away');
    await expect(batch.read(13)).rejects.toThrow('away');
    await nextTurn();
    expect(batch.read(5)).toBe(25);
  });

  it('asks in parts for more than fit', async () => {
    const { batch, statements, next } = squares(2);
    const first = next();
    const answers = Promise.all([1, 2, 3].map((key) => batch.read(key)));
    await first;
    const second = next();
    statements[0]?.end();
    await second;
    statements[1]?.end();
    expect(await answers).toEqual([1, 4, 9]);
    expect(statements.map(({ keys }) => keys)).toEqual([[1, 2], [3]]);
  });

  it('fails for those it asked for, and goes on for the others', async () => {
    const { batch, statements, next } = squares(1);
    const first = next();
    const answers = Promise.allSettled([batch.read(1), batch.read(2)]);
    await first;
    const second = next();
    statements[0]?.end(new Error('gone'));
    await second;
    statements[1]?.end();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
