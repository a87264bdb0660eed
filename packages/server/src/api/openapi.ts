import type { TSchema } from 'typebox';
import { version } from '../version.ts';
import { batchResult, failure, results } from './results.ts';
import { batchBody, bodies, type CallName } from './schemas.ts';

// OpenAPI 3.1 takes JSON Schema as it is, so the checked schemas are the document.

const refusals = {
  400: 'The body is wrong; the message names where (107).',
  401: 'No key, or a wrong one (101).',
  404: 'The channel’s namespace is not declared (102).',
  409: 'The channel has no such feature (108), or the call does not fit its state (106, 112).',
  413: 'The body is longer than `limits.apiBody` (107).',
  415: 'The body is not `application/json` (107).',
  500: 'The server’s log says what happened (100).',
} as const;

type Refusal = keyof typeof refusals;

/** Beside what every call may be refused with. */
const refusalsOf: { readonly [C in CallName]?: readonly Refusal[] } = {
  publish: [404, 409],
  subscribe: [404, 409],
  presence: [404, 409],
  presence_stats: [404, 409],
  history: [404, 409],
  history_remove: [404, 409],
};

const always: readonly Refusal[] = [400, 401, 413, 415, 500];

/** The server API as an OpenAPI document, for those who make a client of it. */
export function openApiDocument(): object {
  const names = Object.keys(bodies) as CallName[];
  return {
    openapi: '3.1.1',
    info: {
      title: 'Node.js Integration for Drupal: server API',
      version,
      description: 'What Drupal calls on the push server. More, with examples, in docs/http-api.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:8081', description: '`api.listen`' }],
    security: [{ key: [] }],
    paths: {
      ...Object.fromEntries(names.map((name) => [`/api/${name}`, call(name)])),
      '/api/batch': operation('batch', batchBody, batchResult, []),
      '/api/openapi.json': open('This document.', 'application/json', {
        200: ['The document.', { type: 'object' }],
      }),
      '/health/live': open('Does the process live?', 'application/json', {
        200: ['It does.', status('live')],
      }),
      '/health/ready': open('Is it fit to be sent clients?', 'application/json', {
        200: ['It is.', status('ready')],
        503: ['It starts or stops.', status('not ready')],
      }),
      '/metrics': open('Figures in Prometheus’ form, unless `metrics` is off.', 'text/plain', {
        200: ['The figures.', { type: 'string' }],
        404: ['`metrics` is off.', { type: 'string' }],
      }),
    },
    components: {
      schemas: { failure },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([code, description]) => [
          code,
          { description, content: json({ $ref: '#/components/schemas/failure' }) },
        ]),
      ),
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A secret of `api.keys`.' },
      },
    },
  };
}

function call(name: CallName): object {
  const result = { type: 'object', required: ['result'], properties: { result: results[name] } };
  return operation(name, bodies[name], result, refusalsOf[name] ?? []);
}

function operation(name: string, body: TSchema, answer: object, more: readonly Refusal[]): object {
  const { title, ...schema } = body as TSchema & { readonly title?: string };
  const refused = [...always, ...more].toSorted((a, b) => a - b);
  return {
    post: {
      operationId: name,
      summary: title,
      requestBody: { required: true, content: json(schema) },
      responses: {
        200: { description: 'Done.', content: json(answer) },
        ...Object.fromEntries(refused.map((code) => [code, { $ref: `#/components/responses/${code}` }])),
      },
    },
  };
}

/** What anybody who reaches the address may ask. */
function open(
  summary: string,
  type: string,
  answers: Readonly<Record<number, readonly [description: string, schema: object]>>,
): object {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([code, [description, schema]]) => [
      code,
      { description, content: { [type]: { schema } } },
    ]),
  );
  return { get: { summary, security: [], responses } };
}

function status(word: string): object {
  return { type: 'object', required: ['status'], properties: { status: { const: word } } };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}
