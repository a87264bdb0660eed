import { expect, it } from 'vitest';
import { SharedRead } from '../../src/server/shared-read.ts';

/** Reads that the test lets through by hand; each gives its number. */
function slowReads() {
  const begun: PromiseWithResolvers<number>[] = [];
  const run = () => {
    const read = Promise.withResolvers<number>();
    begun.push(read);
    return read.promise;
  };
  const end = (place: number) => begun[place]?.resolve(place);
  const fail = (place: number) => begun[place]?.reject(new Error('gone'));
  return { begun, run, end, fail };
}

it('reads once more for all who asked while a read was under way', async () => {
  const { begun, run, end } = slowReads();
  const reads = new SharedRead<number>();
  const first = reads.read('a', run);
  const late = [reads.read('a', run), reads.read('a', run)];
  expect(begun).toHaveLength(1);
  end(0);
  expect(await first).toBe(0);
  expect(begun).toHaveLength(2);
  end(1);
  expect(await Promise.all(late)).toEqual([1, 1]);
  const later = reads.read('a', run);
  expect(begun).toHaveLength(3);
  end(2);
  expect(await later).toBe(2);
});

it('reads different things at the same time', async () => {
  const { begun, run, end } = slowReads();
  const reads = new SharedRead<number>();
  const both = [reads.read('a', run), reads.read('b', run)];
  expect(begun).toHaveLength(2);
  end(1);
  end(0);
  expect(await Promise.all(both)).toEqual([0, 1]);
});

it('gives the failure of a read to those who shared it, and to nobody else', async () => {
  const { begun, run, end, fail } = slowReads();
  const reads = new SharedRead<number>();
  const first = reads.read('a', run);
  const second = reads.read('a', run);
  fail(0);
  await expect(first).rejects.toThrow('gone');
  expect(begun).toHaveLength(2);
  end(1);
  expect(await second).toBe(1);
});
