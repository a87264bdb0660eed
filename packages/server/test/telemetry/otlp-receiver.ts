import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as OTLP writes it down in JSON. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface Point {
  readonly asInt?: string | number;
  readonly asDouble?: number;
  readonly count?: string | number;
}

/** A figure as OTLP writes it down in JSON. */
export interface ReceivedMetric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

interface Resource {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface Traces {
  readonly resourceSpans: readonly {
    readonly resource: Resource;
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

interface Metrics {
  readonly resourceMetrics: readonly {
    readonly resource: Resource;
    readonly scopeMetrics: readonly { readonly metrics: readonly ReceivedMetric[] }[];
  }[];
}

/** Takes what exporters send by OTLP over HTTP, as a collector does. */
export class OtlpReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = [];
  readonly metrics: ReceivedMetric[] = [];
  /** Names of who sent. */
  readonly services = new Set<string | undefined>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const body = (await json(request)) as Partial<Traces & Metrics>;
      for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
        this.#heard(resource);
        this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
      }
      for (const { resource, scopeMetrics } of body.resourceMetrics ?? []) {
        this.#heard(resource);
        this.metrics.push(...scopeMetrics.flatMap(({ metrics }) => metrics));
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }

  #heard({ attributes }: Resource): void {
    this.services.add(attributes.find(({ key }) => key === 'service.name')?.value.stringValue);
  }

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
