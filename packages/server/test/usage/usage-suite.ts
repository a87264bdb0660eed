import { describe, expect, it } from 'vitest';
import type { Usage } from '../../src/usage/usage.ts';

/** Usage under test, and what was told of it. */
export interface UsageUnderTest {
  readonly usage: Usage;
  /** Everything that was told, `+key` or `-key`, as soon as it is that much. */
  told(count: number): Promise<readonly string[]>;
}

/** What every count of uses promises. */
export function usageSuite(name: string, create: () => Promise<UsageUnderTest>): void {
  describe(`${name} as usage`, () => {
    it('tells when a key begins to be used and when that ends, in this order', async () => {
      const { usage, told } = await create();
      usage.begin('x');
      usage.begin('y');
      usage.end('x');
      usage.begin('x');
      const order = (await told(4)).filter((text) => text.endsWith('x'));
      expect(order).toEqual(['+x', '-x', '+x']);
    });

    it('says which of some keys are in use, or all that are', async () => {
      const { usage, told } = await create();
      const odd = ['__proto__', 'constructor', '+', '-x', 'é\n', '{}'];
      for (const key of odd) {
        usage.begin(key);
      }
      await told(odd.length);
      expect((await usage.which()).toSorted()).toEqual(odd.toSorted());
      expect((await usage.which(['x', ...odd, 'y'])).toSorted()).toEqual(odd.toSorted());
      expect(await usage.which([])).toEqual([]);
    });
  });
}
