import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from '../meter.ts';
import { Tally } from './tally.ts';

/** The state of a site at the moment when somebody asks. */
export interface Census {
  readonly clients: number;
  readonly users: number;
  readonly channels: number;
  /** Bytes that wait for clients to read. */
  readonly queueBytes: number;
}

/** The server's figures in Prometheus' form, each with the name of its site; "" where it isn't known yet. */
export class Metrics {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #commands = this.#tally(
    'commands_total',
    'Commands of clients, by method and code: 0, the error, or the close. `connect` is the outcome of authentication.',
    ['site', 'method', 'code'],
  );
  readonly #limited = this.#tally(
    'limited_total',
    'Connections and commands that a limit kept out, by the name of the limit.',
    ['site', 'limit'],
  );
  readonly #disconnections = this.#tally(
    'disconnections_total',
    'Connections that ended, by close code; 0: the client left.',
    ['site', 'code'],
  );
  readonly #published = this.#tally('publications_total', 'Publications accepted.', ['site']);
  readonly #lost = this.#tally(
    'lost_publications_total',
    'Publications that were accepted and went with a Redis that failed; clients were told by a new epoch.',
    ['site'],
  );
  readonly #deliveries = this.#tally('deliveries_total', 'Pushes written to clients.', ['site']);
  readonly #fanOut: Histogram<'site'>;

  /**
   * @param census - counts what is there at each site, once per scrape
   * @param labels - stand at each figure
   */
  constructor(census: () => ReadonlyMap<string, Census>, labels: Readonly<Record<string, string>> = {}) {
    this.#registry.setDefaultLabels(labels);
    this.contentType = this.#registry.contentType;
    this.#fanOut = new Histogram({
      name: 'drupal_nodejs_fan_out_seconds',
      help: 'Time worked on writing once to every listener of a channel.',
      labelNames: ['site'],
      buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5],
      registers: [this.#registry],
    });
    this.#gauge('clients', 'Connections that were let in.', census, ({ clients }) => clients);
    this.#gauge('users', 'Different users among them.', census, ({ users }) => users);
    this.#gauge('channels', 'Channels with listeners.', census, ({ channels }) => channels);
    this.#gauge(
      'queue_bytes',
      'Bytes that wait for clients to read.',
      census,
      ({ queueBytes }) => queueBytes,
    );
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts for clients of whom it isn't known whose they are. */
  readonly unknown: Pick<Meter, 'command' | 'limited'> = this.#outcomes('');

  /** Counts for one site. */
  of(site: string): Meter {
    const labels = (): { site: string } => ({ site });
    // From 0 on, so that a rate has something to start from.
    const published = this.#published.of(site, labels);
    const lost = this.#lost.of(site, labels);
    const deliveries = this.#deliveries.of(site, labels);
    const fanOut = this.#fanOut.labels({ site });
    return {
      ...this.#outcomes(site),
      disconnected: (code) => {
        this.#disconnections.of(`${site} ${code}`, () => ({ site, code })).count += 1;
      },
      published: () => {
        published.count += 1;
      },
      lost: (count) => {
        lost.count += count;
      },
      fannedOut: (delivered, seconds) => {
        deliveries.count += delivered;
        fanOut.observe(seconds);
      },
    };
  }

  #outcomes(site: string): Pick<Meter, 'command' | 'limited'> {
    return {
      command: (method, code) => {
        this.#commands.of(`${site} ${method} ${code}`, () => ({ site, method, code })).count += 1;
      },
      limited: (limit) => {
        this.#limited.of(`${site} ${limit}`, () => ({ site, limit })).count += 1;
      },
    };
  }

  /** The figures as text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #tally<L extends string>(name: string, help: string, labelNames: readonly L[]): Tally<L> {
    return new Tally({ name: `drupal_nodejs_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(
    name: string,
    help: string,
    census: () => ReadonlyMap<string, Census>,
    read: (census: Census) => number,
  ): void {
    new Gauge({
      name: `drupal_nodejs_${name}`,
      help,
      labelNames: ['site'],
      registers: [this.#registry],
      collect() {
        for (const [site, state] of census()) {
          this.set({ site }, read(state));
        }
      },
    });
  }
}
