import { ProtocolError } from '@drupal-nodejs/protocol';
import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Awaitable } from '../awaitable.ts';
import type { Tracer } from '../tracer.ts';
import { version } from '../version.ts';

const tracer = trace.getTracer('@drupal-nodejs/server', version);

/** Spans of a site: its calls of the API, below whoever called, and its questions to Drupal. */
export function spansOf(site: string): Tracer {
  const attributes = { 'drupal_nodejs.site': site };
  return {
    answering: (call, headers, run) => {
      const active = context.active();
      // An instrumentation of node:http has seen the caller already.
      const parent = trace.getSpan(active) === undefined ? propagation.extract(active, headers) : active;
      const about = { ...attributes, 'drupal_nodejs.call': call };
      return within(parent, `api ${call}`, SpanKind.SERVER, about, run);
    },
    asking: (question, ask) =>
      within(context.active(), `drupal ${question}`, SpanKind.CLIENT, attributes, () => {
        const headers: Record<string, string> = {};
        propagation.inject(context.active(), headers);
        return ask(headers);
      }),
  };
}

async function within<T>(
  parent: Context,
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  run: () => Awaitable<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), run);
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** By code and class alone: messages may name what nobody else is to read. */
function fail(span: Span, error: unknown): void {
  const type = error instanceof ProtocolError ? String(error.code) : ((error as Error)?.name ?? 'error');
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
