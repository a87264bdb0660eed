import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findBrowser } from '../src/check/browser-cast.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Report {
  readonly ok: boolean;
  readonly php: string;
  readonly steps: readonly { name: string; ok: boolean; ms: number; via: string; error?: string }[];
}

async function check(...args: string[]): Promise<{ report: Report; lines: number; failed: unknown }> {
  const node = ['--conditions=source', '--disable-warning=ExperimentalWarning', main, '--check', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, node).catch(
    (error: { stdout: string }) => error,
  );
  const report = JSON.parse(stdout) as Report;
  const lines = stdout.trimEnd().split('\n').length;
  return { report, lines, failed: report.steps.filter(({ ok }) => !ok) };
}

test('the whole story plays, in a browser where there is one', { timeout: 300_000 }, async () => {
  const { report, lines, failed } = await check();
  expect(failed).toEqual([]);
  expect(report.ok).toBe(true);
  expect(lines).toBe(1);
  expect(report.steps.length).toBeGreaterThanOrEqual(17);
  const via = findBrowser() === undefined ? 'sdk' : 'browser';
  expect(new Set(report.steps.map((step) => step.via))).toEqual(new Set([via]));
});

test('the whole story plays with the official SDK and PHP from npm', { timeout: 300_000 }, async () => {
  const { report, failed } = await check('--sdk', '--php', 'wasm');
  expect(failed).toEqual([]);
  expect(report).toMatchObject({ ok: true, php: 'wasm' });
  expect(new Set(report.steps.map(({ via }) => via))).toEqual(new Set(['sdk']));
});
