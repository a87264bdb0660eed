import { expect, it } from 'vitest';
import { GroupCall } from '../../src/server/group-call.ts';

/** A commit that the test lets through by hand. */
function slowCommits() {
  const begun: { items: readonly string[]; end: (reason?: Error) => void }[] = [];
  let notice: () => void = () => undefined;
  const commit = (items: readonly string[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      begun.push({
        items,
        end: (reason) => (reason ? reject(reason) : resolve(items.map((item) => item.toUpperCase()))),
      });
      notice();
    });
  const next = async (count: number) => {
    while (begun.length < count)
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    const last = begun[count - 1];
    if (!last) throw new Error('no commit began');
    return last;
  };
  return { commit, next };
}

it('takes everything that arrived during a commit into the next one', async () => {
  const { commit, next } = slowCommits();
  const group = new GroupCall(commit, 100);
  const first = [group.add('a'), group.add('b')];
  const one = await next(1);
  const second = [group.add('c'), group.add('d'), group.add('e')];
  expect(group.waiting).toBe(3);
  one.end();
  expect(await Promise.all(first)).toEqual(['A', 'B']);
  const two = await next(2);
  expect(two.items).toEqual(['c', 'd', 'e']);
  two.end();
  expect(await Promise.all(second)).toEqual(['C', 'D', 'E']);
});

it('fails a group together and goes on with the next', async () => {
  const { commit, next } = slowCommits();
  const group = new GroupCall(commit, 2);
  const lines = ['a', 'b', 'c'].map((item) => group.add(item));
  const outcomes = Promise.allSettled(lines);
  (await next(1)).end(new Error('disk full'));
  (await next(2)).end();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

it('is settled only when nothing waits any more', async () => {
  const { commit, next } = slowCommits();
  const group = new GroupCall(commit, 1);
  const lines = Promise.all([group.add('a'), group.add('b')]);
  let isSettled = false;
  const settled = group.settled().then(() => {
    isSettled = true;
  });
  (await next(1)).end();
  (await next(2)).end();
  expect(isSettled).toBe(false);
  await settled;
  expect(await lines).toEqual(['A', 'B']);
});
