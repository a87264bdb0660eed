import type { AddressInfo } from 'node:net';
import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Awaitable } from '../awaitable.ts';
import { forward } from '../forward.ts';
import type { Gate } from '../gate.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Site } from '../site/site.ts';
import { batch, callPlugin } from './batch.ts';
import { type CallContext, calls } from './calls.ts';
import { toFailure } from './errors.ts';
import { callEverywhere } from './everywhere.ts';
import type { ApiKeys } from './keys.ts';
import { batchBody, bodies, type CallName } from './schemas.ts';

export interface ApiOptions {
  readonly keys: ApiKeys;
  readonly context: CallContext;
  readonly bodyLimit: number;
  readonly log: FastifyBaseLogger;
  /** Whether the server is fit to be sent clients. */
  readonly isReady: () => boolean;
  /** Served to anybody who reaches the API's address; absent: not served. */
  readonly metrics: Pick<Metrics, 'contentType' | 'text'> | undefined;
  /** Held while the server's state goes to another process; then that one answers. */
  readonly gate: Gate;
  /** What else the address serves; each has a scope of its own. */
  readonly doors: readonly ((scope: FastifyInstance) => Promise<void>)[];
}

/** Builds the server API: every call is `POST /api/NAME` with a key, health is open. */
export function createApi(options: ApiOptions): FastifyInstance {
  const { keys, context, bodyLimit, log, isReady, metrics, gate, doors } = options;
  const api = fastify({
    bodyLimit,
    // The classic routes have tokens in their paths.
    routerOptions: { maxParamLength: 4_096 },
    // Where it listens stands in the start block; Fastify would say it once more, and before that.
    loggerInstance: log.child({}, { level: log.level === 'info' ? 'warn' : log.level }),
    logController: new LogController({ disableRequestLogging: true }),
    // PHP keeps one connection for all requests of a page; node's 5 s would reset it under its hands.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const { status, body } = toFailure(error, request.log);
      return reply.status(status).send(body);
    },
  });
  addGate(api, gate);
  // Fastify's own parser mends bytes that are no UTF-8 and refuses keys named __proto__, which a message may have.
  api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    done(null, parseJson(body)),
  );
  api.setErrorHandler((error, request, reply) => {
    const { status, body } = toFailure(error, request.log);
    return reply.status(status).send(body);
  });
  api.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ error: { code: ProtocolErrorCode.methodNotFound, message: 'no such call' } }),
  );
  api.get('/health/live', async () => ({ status: 'live' }));
  api.get('/health/ready', async (_request, reply) =>
    isReady() ? { status: 'ready' } : reply.status(503).send({ status: 'not ready' }),
  );
  if (metrics !== undefined) {
    api.get('/metrics', async (_request, reply) => {
      reply.type(metrics.contentType);
      return metrics.text();
    });
  }
  api.get('/api/openapi.json', async () => (await import('./openapi.ts')).openApiDocument());
  api.register(async (scope) => addCalls(scope, keys, context));
  for (const open of doors) {
    api.register(open);
  }
  return api;
}

function addGate(api: FastifyInstance, gate: Gate): void {
  const inside = new WeakSet<FastifyRequest>();
  let bound: AddressInfo | undefined;
  api.server.once('listening', () => {
    const address = api.server.address();
    bound = typeof address === 'string' ? undefined : (address ?? undefined);
  });
  api.addHook('onRequest', async (request, reply) => {
    if ((await gate.enter()) === 'here') {
      inside.add(request);
    } else if (bound !== undefined) {
      reply.hijack();
      await forward(bound, request.raw, reply.raw).catch((err: unknown) => {
        request.log.error({ err }, 'a request could not be handed on to the next process');
        reply.raw.destroy();
      });
    }
  });
  api.addHook('onSend', async (request) => {
    if (inside.delete(request)) {
      gate.leave();
    }
  });
  api.addHook('onRequestAbort', async (request) => {
    if (inside.delete(request)) {
      gate.leave();
    }
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (cause) {
    throw new ProtocolError(ProtocolErrorCode.badRequest, 'body: expected JSON in UTF-8', { cause });
  }
}

const sites = new WeakMap<FastifyRequest, Site>();

function addCalls(scope: FastifyInstance, keys: ApiKeys, context: CallContext): void {
  const typed = scope.setValidatorCompiler(TypeBoxValidatorCompiler).withTypeProvider<TypeBoxTypeProvider>();
  // Before the body is read: who has no key makes the server parse nothing.
  scope.addHook('onRequest', async (request) => {
    const { 'x-api-key': key } = request.headers;
    const site = typeof key === 'string' ? keys.siteOf(key) : undefined;
    if (site === undefined) {
      throw new ProtocolError(ProtocolErrorCode.unauthorized);
    }
    sites.set(request, site);
  });
  for (const name of Object.keys(calls) as CallName[]) {
    typed.post(`/api/${name}`, { schema: { body: bodies[name] } }, async (request) => ({
      result: await followed(name, request, (site) => callEverywhere(site, name, request.body, context)),
    }));
  }
  scope.post<{ Params: { call: string } }>('/api/:call', async (request) => ({
    result: await followed('plugin', request, (site) => callPlugin(site, request.params.call, request.body)),
  }));
  typed.post('/api/batch', { schema: { body: batchBody } }, async (request) => ({
    replies: await followed('batch', request, (site) => batch(site, request.body, context, request.log)),
  }));
}

function followed<T>(call: string, request: FastifyRequest, run: (site: Site) => Awaitable<T>): Awaitable<T> {
  const site = siteOf(request);
  return site.tracer.answering(call, request.headers, () => run(site));
}

function siteOf(request: FastifyRequest): Site {
  const site = sites.get(request);
  if (site === undefined) {
    throw new ProtocolError(ProtocolErrorCode.unauthorized);
  }
  return site;
}
