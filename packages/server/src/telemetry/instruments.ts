import { type Counter, metrics, type ObservableGauge } from '@opentelemetry/api';
import type { Meter } from '../meter.ts';
import type { Census } from '../metrics/metrics.ts';
import { version } from '../version.ts';

/** The figures of `GET /metrics`, under the names that OpenTelemetry gives such things. */
export class Instruments {
  readonly #meter = metrics.getMeter('@drupal-nodejs/server', version);
  readonly #commands = this.#counter('commands', '{command}', 'Commands of clients, by method and code.');
  readonly #limited = this.#counter('limited', '{refusal}', 'What a limit kept out, by its name.');
  readonly #disconnections = this.#counter(
    'disconnections',
    '{connection}',
    'Connections that ended, by code.',
  );
  readonly #publications = this.#counter('publications', '{publication}', 'Publications accepted.');
  readonly #lost = this.#counter('lost_publications', '{publication}', 'Publications gone with a store.');
  readonly #deliveries = this.#counter('deliveries', '{push}', 'Pushes written to clients.');
  readonly #fanOut = this.#meter.createHistogram('drupal_nodejs.fan_out.duration', {
    unit: 's',
    description: 'Time worked on writing once to every listener of a channel.',
    advice: { explicitBucketBoundaries: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5] },
  });

  constructor(census: () => ReadonlyMap<string, Census>) {
    const gauges = (
      [
        ['clients', '{connection}', 'Connections that were let in.', ({ clients }) => clients],
        ['users', '{user}', 'Different users among them.', ({ users }) => users],
        ['channels', '{channel}', 'Channels with listeners.', ({ channels }) => channels],
        ['queue.size', 'By', 'Bytes that wait for clients to read.', ({ queueBytes }) => queueBytes],
      ] satisfies [string, string, string, (census: Census) => number][]
    ).map(([name, unit, description, read]): [ObservableGauge, (census: Census) => number] => [
      this.#meter.createObservableGauge(`drupal_nodejs.${name}`, { unit, description }),
      read,
    ]);
    this.#meter.addBatchObservableCallback(
      (result) => {
        for (const [site, state] of census()) {
          for (const [gauge, read] of gauges) {
            result.observe(gauge, read(state), { 'drupal_nodejs.site': site });
          }
        }
      },
      gauges.map(([gauge]) => gauge),
    );
  }

  /** Counts for a site, "" where it isn't known whose it is, and tells another meter the same. */
  of(site: string, beside: Meter): Meter {
    const attributes = { 'drupal_nodejs.site': site };
    return {
      command: (method, code) => {
        beside.command(method, code);
        this.#commands.add(1, { ...attributes, method, code });
      },
      limited: (limit) => {
        beside.limited(limit);
        this.#limited.add(1, { ...attributes, limit });
      },
      disconnected: (code) => {
        beside.disconnected(code);
        this.#disconnections.add(1, { ...attributes, code });
      },
      published: () => {
        beside.published();
        this.#publications.add(1, attributes);
      },
      lost: (publications) => {
        beside.lost(publications);
        this.#lost.add(publications, attributes);
      },
      fannedOut: (deliveries, seconds) => {
        beside.fannedOut(deliveries, seconds);
        this.#deliveries.add(deliveries, attributes);
        this.#fanOut.record(seconds, attributes);
      },
    };
  }

  #counter(name: string, unit: string, description: string): Counter {
    return this.#meter.createCounter(`drupal_nodejs.${name}`, { unit, description });
  }
}
