import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from '../meter.ts';

/** The state of a server at the moment when somebody asks. */
export interface Census {
  readonly clients: number;
  readonly users: number;
  readonly channels: number;
  /** Bytes that wait for clients to read. */
  readonly queueBytes: number;
}

/** The server's figures in Prometheus' form. */
export class Metrics implements Meter {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #commands = this.#counter(
    'commands_total',
    'Commands of clients, by method and code: 0, the error, or the close. `connect` is the outcome of authentication.',
    ['method', 'code'],
  );
  readonly #disconnections = this.#counter(
    'disconnections_total',
    'Connections that ended, by close code; 0: the client left.',
    ['code'],
  );
  readonly #publications = this.#counter('publications_total', 'Publications accepted.', []);
  readonly #deliveries = this.#counter('deliveries_total', 'Pushes written to clients.', []);
  readonly #fanOut: Histogram;

  /** @param census - counts what is there, once per scrape */
  constructor(census: () => Census) {
    this.contentType = this.#registry.contentType;
    this.#fanOut = new Histogram({
      name: 'drupal_nodejs_fan_out_seconds',
      help: 'Time to write the pushes of one turn and channel to all listeners.',
      buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5],
      registers: [this.#registry],
    });
    this.#gauge('clients', 'Connections that were let in.', () => census().clients);
    this.#gauge('users', 'Different users among them.', () => census().users);
    this.#gauge('channels', 'Channels with listeners.', () => census().channels);
    this.#gauge('queue_bytes', 'Bytes that wait for clients to read.', () => census().queueBytes);
    collectDefaultMetrics({ register: this.#registry });
  }

  command(method: string, code: number): void {
    this.#commands.inc({ method, code });
  }

  disconnected(code: number): void {
    this.#disconnections.inc({ code });
  }

  published(): void {
    this.#publications.inc();
  }

  fannedOut(pushes: number, listeners: number, seconds: number): void {
    this.#deliveries.inc(pushes * listeners);
    this.#fanOut.observe(seconds);
  }

  /** The figures as text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: `drupal_nodejs_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `drupal_nodejs_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}
