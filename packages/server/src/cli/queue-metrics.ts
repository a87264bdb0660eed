import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { QueueHandler } from '@drupal-nodejs/drupal';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { QueueProgress } from './queue-progress.ts';
import { UsageError } from './usage-error.ts';

/** A queue worker's figures in Prometheus' form. */
export class QueueMetrics {
  readonly #registry = new Registry();
  readonly #seconds: Histogram;
  #server: Server | undefined;

  constructor(queue: string, progress: QueueProgress) {
    this.#registry.setDefaultLabels({ queue });
    const registers = [this.#registry];
    this.#seconds = new Histogram({
      name: 'drupal_nodejs_queue_item_seconds',
      help: 'Time that the handler took for an item.',
      buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120],
      registers,
    });
    new Counter({
      name: 'drupal_nodejs_queue_items_total',
      help: 'Items by what became of them: done, retry, dead, lost or released.',
      labelNames: ['outcome'],
      registers,
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(progress.outcomes)) {
          this.inc({ outcome }, count);
        }
      },
    });
    new Gauge({
      name: 'drupal_nodejs_queue_left',
      help: 'Items that wait or are worked on, counted every second.',
      registers,
      collect() {
        this.set(progress.left);
      },
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  /** The handler, its time taken. */
  timed(handler: QueueHandler): QueueHandler {
    return async (data, job) => {
      const stop = this.#seconds.startTimer();
      try {
        await handler(data, job);
      } finally {
        stop();
      }
    };
  }

  /** Answers at `host:port`; returns the URL. @throws UsageError */
  async listen(address: string): Promise<string> {
    const [, host = '', port = ''] = /^(.+):([0-9]{1,5})$/.exec(address) ?? [];
    if (host === '' || Number(port) > 65_535) {
      throw new UsageError(`--metrics: expected HOST:PORT, got ${JSON.stringify(address)}`);
    }
    const server = createServer(async ({ url }, response) => {
      if (url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      response.setHeader('content-type', this.#registry.contentType).end(await this.#registry.metrics());
    });
    this.#server = server;
    try {
      server.listen(Number(port), host.replace(/^\[|\]$/g, ''));
      await once(server, 'listening');
    } catch (cause) {
      const found = cause instanceof Error && 'code' in cause ? cause.code : cause;
      throw new UsageError(`--metrics: expected to listen on ${address}, found ${found}`, { cause });
    }
    return `http://${host}:${(server.address() as AddressInfo).port}/metrics`;
  }

  async close(): Promise<void> {
    if (this.#server?.listening) {
      this.#server.close();
      this.#server.closeAllConnections();
    }
  }
}
