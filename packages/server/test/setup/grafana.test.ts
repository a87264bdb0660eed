import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectedSocket, startServer } from '../running-server.ts';

const read = (name: string) => readFileSync(new URL(`../../setup/${name}`, import.meta.url), 'utf8');

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

describe('the dashboard for Grafana, and the alerts', () => {
  const { panels } = JSON.parse(read('grafana.json')) as { panels: readonly Panel[] };

  it('ask for figures and labels that the server has', async () => {
    await using server = await startServer();
    await using _socket = await connectedSocket(server);
    const figures = await (await fetch(`${server.api}/metrics`)).text();
    const types = new Map(
      [...figures.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [name, type]),
    );
    const expressions = [...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...alerts()];
    expect(expressions.length).toBeGreaterThan(20);
    for (const expression of expressions) {
      const names = [...expression.matchAll(/\b((?:drupal_nodejs|process|nodejs)_[a-z0-9_]+)/g)].map(
        ([, name = '']) => name,
      );
      for (const name of names) {
        const of = name.replace(/_bucket$/, '');
        expect(types.has(of), `${name} in ${expression}`).toBe(true);
        expect(name.endsWith('_total'), `a counter in ${expression}`).toBe(types.get(of) === 'counter');
      }
    }
    for (const label of ['site', 'method', 'code']) {
      expect(figures).toContain(`${label}="`);
    }
  });

  it('lie beside each other, none over another', () => {
    for (const [i, { title, gridPos: a }] of panels.entries()) {
      expect(a.x + a.w, title).toBeLessThanOrEqual(24);
      for (const { title: other, gridPos: b } of panels.slice(i + 1)) {
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect(apart, `${title}, ${other}`).toBe(true);
      }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

function alerts(): string[] {
  return [...read('alerts.yml').matchAll(/^ +expr: (.*)$/gm)].map(([, expression = '']) => expression);
}
