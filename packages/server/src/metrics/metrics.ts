import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from '../meter.ts';

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
  readonly #commands = this.#counter(
    'commands_total',
    'Commands of clients, by method and code: 0, the error, or the close. `connect` is the outcome of authentication.',
    ['site', 'method', 'code'],
  );
  readonly #limited = this.#counter(
    'limited_total',
    'Connections and commands that a limit kept out, by the name of the limit.',
    ['site', 'limit'],
  );
  readonly #disconnections = this.#counter(
    'disconnections_total',
    'Connections that ended, by close code; 0: the client left.',
    ['site', 'code'],
  );
  /** Counted here, and by the registry only when somebody asks: it comes with each message. */
  readonly #published = new Map<string, { count: number }>();
  readonly #lost = this.#counter(
    'lost_publications_total',
    'Publications that were accepted and went with a Redis that failed; clients were told by a new epoch.',
    ['site'],
  );
  readonly #deliveries = this.#counter('deliveries_total', 'Pushes written to clients.', ['site']);
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
      help: 'Time to write the pushes of one turn and channel to all listeners.',
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
    const published = this.#published;
    new Counter({
      name: 'drupal_nodejs_publications_total',
      help: 'Publications accepted.',
      labelNames: ['site'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [site, { count }] of published) {
          this.inc({ site }, count);
        }
      },
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts for clients of whom it isn't known whose they are. */
  readonly unknown: Pick<Meter, 'command' | 'limited'> = {
    command: (method, code) => this.#commands.inc({ site: '', method, code }),
    limited: (limit) => this.#limited.inc({ site: '', limit }),
  };

  /** Counts for one site. */
  of(site: string): Meter {
    const published = this.#published.get(site) ?? { count: 0 };
    this.#published.set(site, published);
    const lost = this.#lost.labels({ site });
    const deliveries = this.#deliveries.labels({ site });
    const fanOut = this.#fanOut.labels({ site });
    // From 0 on, so that a rate has something to start from.
    lost.inc(0);
    deliveries.inc(0);
    return {
      command: (method, code) => this.#commands.inc({ site, method, code }),
      limited: (limit) => this.#limited.inc({ site, limit }),
      disconnected: (code) => this.#disconnections.inc({ site, code }),
      published: () => {
        published.count += 1;
      },
      lost: (count) => lost.inc(count),
      fannedOut: (pushes, listeners, seconds) => {
        deliveries.inc(pushes * listeners);
        fanOut.observe(seconds);
      },
    };
  }

  /** The figures as text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: `drupal_nodejs_${name}`, help, labelNames, registers: [this.#registry] });
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
