import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configure } from '../cli/command-line.ts';
import { backendKey } from '../doctor/site-double.ts';
import { apiKey } from '../keys.ts';
import { command } from '../serve-process.ts';
import { OtlpReceiver, type ReceivedMetric } from './otlp-receiver.ts';

const page = readFileSync(new URL('../../../../docs/operation.md', import.meta.url), 'utf8');
const [, example = ''] = /^```js\n(\/\/ otel\.mjs\n.*?)^```$/ms.exec(page) ?? [];

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerId = 'b7ad6b7169203331';

describe('OpenTelemetry', { timeout: 60_000 }, () => {
  it('follows a message from who published it, and a question on to Drupal, to a collector', async () => {
    await using receiver = await OtlpReceiver.start();
    const drupal = await questions();
    const server = await serve(receiver.url, { telemetry: true, backend: drupal.backend });
    const [question] = await drupal.first;
    await publish(server.api, { traceparent: `00-${traceId}-${callerId}-01` });
    await server.stop();

    expect(receiver.spans).toContainEqual(
      expect.objectContaining({ name: 'api publish', traceId, parentSpanId: callerId }),
    );
    const asked = receiver.spans.find(({ name }) => name === `drupal ${question.path}`);
    expect(question.traceparent).toBe(`00-${asked?.traceId}-${asked?.spanId}-01`);
    expect([...receiver.services]).toEqual(['push']);
    expect(figure(receiver.metrics, 'drupal_nodejs.publications')).toBe(1);
    expect(figure(receiver.metrics, 'drupal_nodejs.clients')).toBe(0);
    expect(JSON.stringify([receiver.spans, receiver.metrics])).not.toMatch(/secret-text|user:7/);
  });

  it('says nothing to anybody where it isn’t wanted, whatever SDK is there', async () => {
    await using receiver = await OtlpReceiver.start();
    const drupal = await questions();
    const server = await serve(receiver.url, { backend: drupal.backend });
    const [question] = await drupal.first;
    await publish(server.api, { traceparent: `00-${traceId}-${callerId}-01` });
    await server.stop();
    expect(question.traceparent).toBeUndefined();
    expect([receiver.spans, receiver.metrics]).toEqual([[], []]);
  });
});

/** The command, with the file of docs/operation.md read before it. */
async function serve(
  collector: string,
  wishes: object,
): Promise<{ readonly api: string; readonly stop: () => Promise<void> }> {
  // Where Node finds the SDK.
  const folder = await mkdtemp(
    fileURLToPath(new URL('../../../../node_modules/.telemetry-', import.meta.url)),
  );
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'otel.mjs'), example);
  const config = await configure(folder, {
    listen: '127.0.0.1:0',
    api: { listen: '127.0.0.1:0', keys: [{ id: 'a', secret: apiKey }] },
    ...wishes,
  });
  const child: ChildProcess = spawn(process.execPath, [command, 'serve', '--config', config], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--import ${join(folder, 'otel.mjs')}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) {
    const [, api] = /^ {2}api +(http:\S+)$/.exec(line) ?? [];
    if (api !== undefined) {
      const stop = async (): Promise<void> => {
        child.kill('SIGTERM');
        await ended;
      };
      return { api, stop };
    }
  }
  throw new Error('the server did not start');
}

async function publish(api: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${api}publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey, ...headers },
    body: JSON.stringify({ channel: 'user:7', data: { text: 'secret-text' } }),
  });
  expect(response.status).toBe(200);
}

interface Question {
  readonly path: string;
  readonly traceparent: string | undefined;
}

/** A Drupal that tells what it was asked. */
async function questions(): Promise<{ backend: object; first: Promise<[Question]> }> {
  const asked = Promise.withResolvers<[Question]>();
  const server = createServer(({ url = '', headers }, response) => {
    asked.resolve([
      { path: url.split('?')[0] ?? '', traceparent: headers.traceparent as string | undefined },
    ]);
    response.end(JSON.stringify({ revocations: [], last: 0, more: false, waiting: 0 }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { backend: { url: `http://127.0.0.1:${port}`, keys: [backendKey] }, first: asked.promise };
}

/** The last value of a figure that came. */
function figure(metrics: readonly ReceivedMetric[], name: string): number {
  const { sum, gauge } = metrics.findLast((metric) => metric.name === name) ?? {};
  const [point] = (sum ?? gauge)?.dataPoints ?? [];
  return Number(point?.asInt ?? point?.asDouble);
}
