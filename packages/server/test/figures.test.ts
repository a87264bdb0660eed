import { expect, it } from 'vitest';
import { Figures } from '../src/figures.ts';
import { idleMeter } from '../src/meter.ts';

it('of a hundred fan-outs the slowest but one is told, to a tenth, and each look begins anew', () => {
  const figures = new Figures(idleMeter, () => 0);
  expect(figures.take()).toEqual({ published: 0, delivered: 0, fanOutMs: undefined });
  for (let n = 1; n <= 100; n += 1) {
    figures.published();
    figures.fannedOut(20, n / 1000);
  }
  const { published, delivered, fanOutMs = 0 } = figures.take();
  expect({ published, delivered }).toEqual({ published: 100, delivered: 2000 });
  expect(Math.abs(fanOutMs - 99)).toBeLessThan(20);
  expect(figures.take()).toEqual({ published: 0, delivered: 0, fanOutMs: undefined });
});

it('takes any duration there can be', () => {
  const figures = new Figures(idleMeter, () => 0);
  for (const seconds of [0, -1, Number.NaN, 1e-12, 1e9, Number.POSITIVE_INFINITY]) {
    figures.fannedOut(1, seconds);
  }
  expect(figures.take().delivered).toBe(6);
});

it('keeps the newest hundred mishaps, newest first, and counts all', () => {
  let now = 0;
  const figures = new Figures(idleMeter, () => now);
  figures.command('publish', 0);
  figures.disconnected(0);
  for (now = 1; now <= 120; now += 1) {
    figures.command('rpc', 104);
  }
  figures.disconnected(3008);
  expect(figures.allMishaps).toBe(121);
  expect(figures.mishaps).toHaveLength(100);
  expect(figures.mishaps[0]).toEqual({ at: 121, what: 'close', code: 3008 });
  expect(figures.mishaps.at(-1)).toEqual({ at: 22, what: 'rpc', code: 104 });
});
