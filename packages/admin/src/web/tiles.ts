import { html, type TemplateResult } from 'lit-html';
import { chart, chartSeconds } from './chart.ts';
import { bytes, count, milliseconds } from './format.ts';
import type { Sample } from './link.ts';

interface Tile {
  readonly name: string;
  readonly value: (sample: Sample) => number | null;
  readonly shown: (value: number | null) => string;
  readonly beside: (sample: Sample) => string;
}

const tiles: readonly Tile[] = [
  {
    name: 'Connections',
    value: ({ clients }) => clients,
    shown: (value) => count(value ?? 0),
    beside: ({ users }) => `${count(users)} ${users === 1 ? 'user' : 'users'}`,
  },
  {
    name: 'Messages per second',
    value: ({ published }) => published,
    shown: (value) => count(value ?? 0),
    beside: ({ delivered }) => `${count(delivered)} delivered`,
  },
  {
    name: 'Fan-out p99',
    value: ({ fanOutMs }) => fanOutMs,
    shown: milliseconds,
    beside: ({ channels }) => `${count(channels)} ${channels === 1 ? 'channel' : 'channels'}`,
  },
  {
    name: 'Waiting for readers',
    value: ({ queueBytes }) => queueBytes,
    shown: (value) => bytes(value ?? 0),
    beside: ({ clients }) => (clients === 0 ? 'no readers' : 'in all queues'),
  },
];

/** The four figures of a site, now and over the last two minutes. */
export function tileRow(samples: readonly Sample[]): TemplateResult {
  const newest = samples.at(-1);
  return html`<section class="tiles" aria-label="Figures">
    ${tiles.map(({ name, value, shown, beside }) => {
      const values = samples.map(value);
      const now = newest === undefined ? '…' : shown(value(newest));
      const highest = shown(highestOf(values));
      const spoken =
        newest === undefined
          ? `${name}: not known yet`
          : `${name}: ${now} now, ${highest} at most in the last ${chartSeconds / 60} minutes`;
      return html`<div class="tile" role="img" aria-label=${spoken}>
        <h2>${name}</h2>
        <p class="now"><bdi>${now}</bdi></p>
        <p class="beside"><bdi>${newest === undefined ? 'waiting for the first figure' : beside(newest)}</bdi></p>
        ${chart(values)}
        <p class="most"><bdi>${newest === undefined ? '' : `at most ${highest}`}</bdi></p>
      </div>`;
    })}
  </section>`;
}

function highestOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
