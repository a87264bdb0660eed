import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { HttpDouble } from '../http-double.ts';

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
export class OtlpReceiver extends HttpDouble {
  readonly spans: ReceivedSpan[] = [];
  readonly metrics: ReceivedMetric[] = [];
  /** Names of who sent. */
  readonly services = new Set<string | undefined>();

  static async start(): Promise<OtlpReceiver> {
    return new OtlpReceiver().listen();
  }

  protected override async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
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
  }

  #heard({ attributes }: Resource): void {
    this.services.add(attributes.find(({ key }) => key === 'service.name')?.value.stringValue);
  }
}
