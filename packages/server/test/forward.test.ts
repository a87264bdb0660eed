import { once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { forward } from '../src/forward.ts';
import { readBody } from '../src/transport/request-body.ts';

describe('a request that is handed on', () => {
  it('fails once, for who handed it on, where nobody takes it', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const gone = await serving((_request, response) => response.end());
    await gone[Symbol.asyncDispose]();
    for (const readsFirst of [true, false]) {
      const failed = Promise.withResolvers<unknown>();
      await using front = await serving(async (asked, response) => {
        const body = readsFirst ? await readBody(asked, 100) : undefined;
        failed.resolve(await forward(gone.address, asked, response, body).catch((error: unknown) => error));
        response.destroy();
      });
      await expect(post(front.address, {})).rejects.toThrow();
      expect(await failed.promise).toMatchObject({ code: 'ECONNREFUSED' });
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it.each([
    ['its length', { 'content-length': '7' }],
    ['no length, in chunks', { 'transfer-encoding': 'chunked', trailer: 'x' }],
    ['a wait for leave to go on', { 'content-length': '7', expect: '100-continue' }],
  ])('arrives as it came with %s, whether it was read before or not', async (_what, headers) => {
    await using next = await serving(async (asked, response) => {
      response.writeHead(201).end(`${asked.headers.host}: ${await text(asked)}`);
    });
    for (const readsFirst of [true, false]) {
      await using front = await serving(async (asked, response) => {
        await forward(next.address, asked, response, readsFirst ? await readBody(asked, 100) : undefined);
      });
      expect(await post(front.address, { host: 'example.com', ...headers })).toEqual({
        status: 201,
        body: 'example.com: {"n":1}',
      });
    }
  });
});

async function post(
  { address, port }: AddressInfo,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const asked = request({ host: address, port, method: 'POST', path: '/', headers, agent: false });
  asked.end('{"n":1}');
  const [answer] = await once(asked, 'response');
  return { status: answer.statusCode, body: await text(answer) };
}

async function serving(
  listener: RequestListener,
): Promise<AsyncDisposable & { readonly address: AddressInfo }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: server.address() as AddressInfo,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
