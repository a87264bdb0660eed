import type { Drupal } from '@drupal-nodejs/drupal';
import type { AppRequest } from '../app-request.ts';
import { asMap, type DrupalAnswer, type DrupalHttp, readJson, wordsOf } from '../drupal-http.ts';
import { AppError } from '../errors.ts';
import { sessionToken } from '../session-token.ts';
import { type MenuItem, readLinkset } from './menu.ts';
import { type ContentQuery, type ListQuery, writeQuery } from './query.ts';
import { type Resource, type ResourceName, type ResourcePage, readDocument } from './resource.ts';

/** What content is made or changed of. */
export interface ContentValues {
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** What it refers to, by field. */
  readonly related?: Readonly<Record<string, ResourceName | readonly ResourceName[] | null>>;
}

const JSON_API = 'application/vnd.api+json';
const TYPE = /^[a-z0-9_]+(--[a-z0-9_]+)+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MACHINE_NAME = /^[a-z0-9_-]+$/;

/**
 * Drupal's content for one visitor, over JSON:API with the visitor's own session.
 *
 * Drupal decides what they may see and change, node grants and all. What isn't there and what isn't for this visitor
 * are one: `undefined`. Methods throw AppError `APP_CONTENT_REFUSED` with Drupal's words and status, `APP_REQUEST` for
 * a name that can't be one, and `APP_DRUPAL_*`.
 */
export class Content {
  readonly #drupal: Drupal;
  readonly #http: DrupalHttp;
  readonly #request: AppRequest;

  /** @internal */
  constructor(drupal: Drupal, http: DrupalHttp, request: AppRequest) {
    this.#drupal = drupal;
    this.#http = http;
    this.#request = request;
  }

  /** Reads one piece of content by its UUID. */
  async get(type: string, id: string, query: ContentQuery = {}): Promise<Resource | undefined> {
    const answer = await this.#read(`${pathOf({ type, id })}${writeQuery(query)}`, query);
    if (answer === undefined) return undefined;
    const [resource] = readDocument(readJson(answer), query.include);
    return resource;
  }

  /** Reads a list, without what this visitor may not see. */
  async list(type: string, query: ListQuery = {}): Promise<ResourcePage> {
    const answer = await this.#read(`${pathOf({ type })}${writeQuery(query)}`, query);
    if (answer === undefined) return { items: [], hasMore: false };
    const document = readJson(answer);
    return { items: readDocument(document, query.include), hasMore: 'next' in asMap(asMap(document).links) };
  }

  /** Finds what is at a path of the site: an alias, `/node/7`, or `/` for its front page. */
  async resolvePath(path: string, query: ContentQuery = {}): Promise<Resource | undefined> {
    const found = await this.#drupal.contentAt(path, query.langcode);
    return found && (await this.get(`${found.entity}--${found.bundle}`, found.uuid, query));
  }

  /** Reads a menu as a tree, without links that this visitor may not follow; needs core's menu linkset endpoint. */
  async menu(name: string): Promise<readonly MenuItem[]> {
    if (!MACHINE_NAME.test(name)) throw wrongName('menu', name);
    const answer = await this.#ask('GET', `/system/menu/${name}/linkset`);
    if (answer.status !== 200) throw refusal(answer);
    return readLinkset(readJson(answer));
  }

  /** Reads the rows of a view by the path of its REST export display. */
  async view(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> {
    if (!/^\/(?!\/)[^\s?#\\]*$/.test(path)) throw wrongName('view', path);
    const answer = await this.#ask('GET', `${path}?${new URLSearchParams({ ...query, _format: 'json' })}`);
    if (answer.status !== 200) throw refusal(answer);
    const rows = readJson(answer);
    if (!Array.isArray(rows))
      throw new AppError('APP_DRUPAL_ANSWER', 'expected the rows of a view, found no list');
    return rows;
  }

  /** Makes content; needs JSON:API's write operations to be on. */
  async create(type: string, values: ContentValues): Promise<Resource> {
    return await this.#write('POST', pathOf({ type }), { type, ...written(values) });
  }

  /** Changes what is given and nothing else. */
  async update(type: string, id: string, values: ContentValues): Promise<Resource> {
    return await this.#write('PATCH', pathOf({ type, id }), { type, id, ...written(values) });
  }

  async delete(type: string, id: string): Promise<void> {
    const answer = await this.#ask('DELETE', pathOf({ type, id }));
    if (answer.status !== 204) throw refusal(answer);
  }

  /** May this visitor do it? Drupal's own answer for `view`, `update`, `delete`; needs the module `nodejs`. */
  async access(operation: string, { type, id }: ResourceName): Promise<boolean> {
    pathOf({ type, id });
    if (!MACHINE_NAME.test(operation)) throw wrongName('operation', operation);
    const [entity = ''] = type.split('--');
    const answer = await this.#ask(
      'GET',
      `/nodejs/access?${new URLSearchParams({ type: entity, id, operation })}`,
    );
    const { access } = answer.status === 200 ? asMap(readJson(answer)) : {};
    if (typeof access !== 'boolean') throw refusal(answer);
    return access;
  }

  async #read(path: string, { langcode }: ContentQuery): Promise<DrupalAnswer | undefined> {
    if (langcode !== undefined && !/^[\w-]{2,12}$/.test(langcode)) throw wrongName('langcode', langcode);
    const answer = await this.#ask('GET', `${langcode === undefined ? '' : `/${langcode}`}${path}`);
    if (answer.status === 403 || answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusal(answer);
    return answer;
  }

  async #write(method: 'POST' | 'PATCH', path: string, data: object): Promise<Resource> {
    const answer = await this.#ask(method, path, JSON.stringify({ data }));
    if (answer.status !== 200 && answer.status !== 201) throw refusal(answer);
    const [resource] = readDocument(readJson(answer));
    if (resource === undefined)
      throw new AppError('APP_DRUPAL_ANSWER', 'expected what was written, found nothing');
    return resource;
  }

  async #ask(method: string, path: string, body?: string): Promise<DrupalAnswer> {
    const { headers, address } = this.#request;
    // Whom a token lets in here it lets in there; a cookie beside it doesn't count, as in Drupal.
    const bearer = /^bearer /i.test(headers.authorization ?? '') ? headers.authorization : undefined;
    const cookie = bearer === undefined ? this.#drupal.sessionCookie(headers) : undefined;
    const token =
      method === 'GET' || cookie === undefined
        ? undefined
        : await sessionToken(this.#drupal, this.#http, this.#request);
    return await this.#http.send({
      method,
      path,
      address,
      headers: {
        accept: path.startsWith('/nodejs/') || path.startsWith('/system/') ? 'application/json' : JSON_API,
        // Of all that the browser sent, Drupal's own cookie alone.
        ...(cookie === undefined ? {} : { cookie }),
        ...(bearer === undefined ? {} : { authorization: bearer }),
        ...(token === undefined ? {} : { 'x-csrf-token': token }),
        ...(body === undefined ? {} : { 'content-type': JSON_API }),
      },
      ...(body === undefined ? {} : { body }),
    });
  }
}

/** Path below the site's base; nothing that could lead elsewhere gets into it. */
function pathOf({ type, id }: { readonly type: string; readonly id?: string }): string {
  if (!TYPE.test(type)) throw wrongName('type', type);
  if (id !== undefined && !UUID.test(id)) throw wrongName('id', id);
  return `/jsonapi/${type.replaceAll('--', '/')}${id === undefined ? '' : `/${id}`}`;
}

function written({ attributes, related }: ContentValues): object {
  return {
    ...(attributes && { attributes }),
    ...(related && {
      relationships: Object.fromEntries(Object.entries(related).map(([field, data]) => [field, { data }])),
    }),
  };
}

function wrongName(what: string, found: string): AppError {
  return new AppError(
    'APP_REQUEST',
    `${what}: expected a name such as Drupal gives, found ${JSON.stringify(found)}`,
  );
}

function refusal(answer: DrupalAnswer): AppError {
  const { status } = answer;
  return status >= 400 && status < 500
    ? new AppError('APP_CONTENT_REFUSED', wordsOf(answer), { status })
    : new AppError('APP_DRUPAL_ANSWER', `expected content, found ${wordsOf(answer)}`);
}
