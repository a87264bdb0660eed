import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Throttle } from '../../src/web/throttle.ts';

let frames: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (call: () => void) => frames.push(call));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});

function draw(): void {
  for (const call of frames.splice(0)) call();
}

it('hands on at once what comes alone', () => {
  const drawn: string[] = [];
  const throttle = new Throttle((value: string) => drawn.push(value));
  throttle.take('one');
  vi.runAllTimers();
  draw();
  throttle.take('two');
  expect(drawn).toEqual(['one', 'two']);
});

it('hands on the newest of a hundred a rest after the frame, and the last of all in the end', () => {
  const drawn: number[] = [];
  const throttle = new Throttle((value: number) => drawn.push(value));
  for (let n = 0; n < 100; n++) throttle.take(n);
  expect(drawn).toEqual([0]);
  vi.advanceTimersByTime(15);
  draw();
  throttle.take(100);
  vi.advanceTimersByTime(19);
  expect(drawn).toEqual([0]);
  vi.advanceTimersByTime(1);
  expect(drawn).toEqual([0, 100]);
  throttle.take(101);
  expect(drawn).toEqual([0, 100]);
  // A hidden page draws no frames.
  vi.runAllTimers();
  expect(drawn).toEqual([0, 100, 101]);
});

it('rests as long as the frame took where a page is slow', () => {
  const drawn: number[] = [];
  const throttle = new Throttle((value: number) => drawn.push(value));
  throttle.take(1);
  throttle.take(2);
  vi.advanceTimersByTime(80);
  draw();
  vi.advanceTimersByTime(79);
  expect(drawn).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(drawn).toEqual([1, 2]);
});

it('hands on what waits where somebody needs it now, and nothing of what was left', () => {
  const drawn: string[] = [];
  const throttle = new Throttle((value: string) => drawn.push(value));
  throttle.take('one');
  throttle.take('two');
  throttle.flush();
  throttle.take('of a room that was left');
  throttle.clear();
  throttle.take('three');
  vi.runAllTimers();
  draw();
  expect(drawn).toEqual(['one', 'two', 'three']);
});
