import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../src/api/openapi.ts';

type Json = Record<string, unknown>;

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Record<string, Json> }>
  >;
}

/** What the OpenAPI document promises, held against what a running server does, by somebody else's validator. */
export class ApiDocument {
  readonly document: object;
  readonly #ajv = new Ajv2020({ strict: true, allErrors: true });
  readonly #seen = new Set<string>();
  readonly #paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly #responses: Readonly<Record<string, { readonly content: Record<string, Json> }>>;

  constructor(document: object = openApiDocument()) {
    // As it is served: what JSON can't say is not promised.
    this.document = JSON.parse(JSON.stringify(document));
    const { paths, components } = this.document as {
      paths: Record<string, Record<string, Operation>>;
      components: { responses: Record<string, { content: Record<string, Json> }>; schemas: Json };
    };
    this.#paths = paths;
    this.#responses = components.responses;
    for (const [name, schema] of Object.entries(components.schemas)) {
      this.#ajv.addSchema(closed(schema) as object, `#/components/schemas/${name}`);
    }
  }

  /** Every answer that the document knows, as `POST /api/publish 200`. */
  get answers(): string[] {
    return Object.entries(this.#paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
      ),
    );
  }

  /** The answers that were held against the document. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  /** What is wrong with an answer; nothing when the document says that it can be so, and says it all. */
  wrongAnswer(method: string, path: string, status: number, body: unknown): string[] {
    const where = `${method} ${path} ${status}`;
    const listed = this.#paths[path]?.[method.toLowerCase()]?.responses[status];
    const response =
      listed?.$ref === undefined ? listed : this.#responses[listed.$ref.split('/').at(-1) ?? ''];
    const [content] = Object.values(response?.content ?? {});
    if (content?.schema === undefined) {
      return [`${where}: not in the document`];
    }
    this.#seen.add(where);
    return this.#errors(where, this.#ajv.compile(closed(content.schema) as object), body);
  }

  /** What is wrong with a request's body. */
  wrongBody(method: string, path: string, body: unknown): string[] {
    const schema =
      this.#paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']?.schema;
    return schema === undefined
      ? [`${method} ${path}: not in the document`]
      : this.#errors(`${method} ${path}`, this.#ajv.compile(schema), body);
  }

  #errors(where: string, validate: ValidateFunction, value: unknown): string[] {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath}: ${message}`);
  }
}

/** A schema that lets through nothing that it doesn't name: readers may ignore more, but the document should say it. */
function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  if (Array.isArray(schema)) {
    return schema.map(closed);
  }
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  return {
    ...Object.fromEntries(entries),
    ...('properties' in schema ? { additionalProperties: false } : {}),
  };
}
