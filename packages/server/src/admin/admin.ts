import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import type { CallContext } from '../api/calls.ts';
import type { Credentials, Identity } from '../auth/authenticator.ts';
import type { Clock } from '../clock.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionHost } from '../connection/connection-host.ts';
import { MemoryEngine } from '../engine/memory-engine.ts';
import type { Figures } from '../figures.ts';
import { Gate } from '../gate.ts';
import type { Limits } from '../limits.ts';
import { idleMeter } from '../meter.ts';
import type { Census } from '../metrics/metrics.ts';
import { optionsSchema, type ServerOptions } from '../options.ts';
import { Plugins } from '../plugin/plugins.ts';
import { Rates } from '../rate/rates.ts';
import { OpenSite } from '../server/open-site.ts';
import type { Site } from '../site/site.ts';
import type { Identified } from '../site/sites.ts';
import { endOnError } from '../transport/socket-owner.ts';
import { WebSocketTransport } from '../transport/websocket.ts';
import { acceptance, refusal, refuse, requestedWire } from '../transport/websocket-handshake.ts';
import { AdminSessions } from './admin-sessions.ts';
import { Desk, figuresChannel } from './desk.ts';
import { isOwnHost, isOwnOrigin, pageHeaders } from './guard.ts';

/** What the admin page needs of its server. */
export interface AdminHost {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  /** `api.listen`. */
  readonly listen: string;
  readonly context: CallContext;
  readonly siteOf: (key: string) => Site | undefined;
  readonly censusOf: (site: string) => Census | undefined;
  readonly figuresOf: (site: string) => Figures | undefined;
}

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly url: URL;
}

/**
 * The admin page's part of the server: its files, who is logged in, and a site of its own behind `/admin/connection`.
 *
 * The page speaks with it as pages do with theirs, by the SDK; nothing of that site is on the clients' port.
 */
export class Admin {
  readonly #host: AdminHost;
  readonly #files: ReadonlyMap<string, PageFile>;
  readonly #sessions: AdminSessions;
  readonly #open: OpenSite;
  readonly #connections: ConnectionHost;

  private constructor(host: AdminHost, files: ReadonlyMap<string, PageFile>) {
    const { clock, limits, log, context, siteOf, censusOf, figuresOf } = host;
    this.#host = host;
    this.#files = files;
    this.#sessions = new AdminSessions(clock, siteOf);
    const desk = new Desk({
      clock,
      sessions: this.#sessions,
      context,
      censusOf,
      figuresOf,
      pages: () => this.#open.site.roster.all(),
    });
    const options = Value.Default(optionsSchema, { channels: { namespaces: { figures: {} } } });
    this.#open = new OpenSite('admin', options as ServerOptions, {
      engine: new MemoryEngine({
        clock,
        uniqueId: randomUUID,
        idempotencyWindowMs: limits.idempotencyMs,
        rememberedChannels: limits.rememberedChannels,
        keepRevocationsMs: limits.tokenLifeMs,
        snapshot: '',
      }),
      clock,
      drainWindowMs: () => 0,
      limits,
      log,
      meter: idleMeter,
      plugins: new Plugins([desk]),
      session: undefined,
      tokenKeys: [],
      // The page comes back to the next process by itself.
      gate: new Gate(),
      publishElsewhere: async () => undefined,
    });
    this.#connections = {
      clock,
      limits,
      log,
      meter: idleMeter,
      rates: new Rates({ clock, limits, areProxiesTrusted: false }),
      gate: new Gate(),
      random: Math.random,
      identify: async (credentials) => this.#identify(credentials),
    };
  }

  /** Opens it; where the page isn't installed there is none. */
  static async open(host: AdminHost): Promise<Admin | undefined> {
    const files = await findFiles();
    if (files === undefined) {
      return undefined;
    }
    const admin = new Admin(host, files);
    await admin.#open.start();
    admin.#open.run();
    return admin;
  }

  /** Answers with a file of the page. */
  async file(request: FastifyRequest, reply: FastifyReply, name: string): Promise<FastifyReply> {
    this.#refuseForeign(request);
    const file = this.#files.get(name || 'index.html');
    reply.headers(pageHeaders);
    return file === undefined
      ? reply.status(404).type('text/plain').send('Not found.\n')
      : reply.type(file.type).send(await readFile(file.url));
  }

  /** Takes a key; answers with a token for the tab, and the names of its sites. */
  async logIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    this.#refuseForeign(request);
    const { key } = (request.body ?? {}) as { key?: unknown };
    const logIn = typeof key === 'string' ? this.#sessions.logIn(key, bearer(request)) : undefined;
    reply.headers(pageHeaders);
    if (logIn === undefined) {
      this.#host.log.warn({ address: request.ip }, 'the admin page was given a wrong key');
      return reply.status(401).send({ error: 'This is no API key of a site here.' });
    }
    const { token, session } = logIn;
    return reply.send({ token, sites: [...session.sites.keys()], until: session.until });
  }

  /** Ends the session of the tab. */
  async logOut(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    this.#refuseForeign(request);
    this.#sessions.logOut(bearer(request) ?? '');
    return reply.headers(pageHeaders).status(204).send();
  }

  /** Takes a WebSocket of the page. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    endOnError(socket);
    const isOwn = isOwnHost(request.headers, this.#host.listen) && isOwnOrigin(request.headers);
    const refused = isOwn ? refusal(request) : { status: 403, reason: 'Forbidden' };
    if (refused !== undefined) {
      refuse(socket, refused);
      return;
    }
    const wire = requestedWire(request);
    socket.write(acceptance(request, wire));
    const transport = new WebSocketTransport(socket, wire, {
      maxBytes: this.#host.limits.frameBytes,
      maxFragments: this.#host.limits.fragments,
    });
    transport.open(new Connection(this.#connections, transport, { client: randomUUID(), address: '' }), head);
  }

  /** Sends all pages away, to come back to the next process. */
  async close(): Promise<void> {
    this.#open.retire();
    for (const page of [...this.#open.site.roster.all()]) {
      page.close(new Disconnect(DisconnectCode.shutdown));
    }
    await this.#open.stop(0);
  }

  #identify({ token = '' }: Credentials): Identified {
    const session = this.#sessions.find(token);
    if (session === undefined) {
      throw new Disconnect(DisconnectCode.invalidToken);
    }
    const identity: Identity = {
      user: session.id,
      issuedAt: this.#host.clock.now() / 1000,
      channels: [...session.sites.keys()].map(figuresChannel),
      channelsAre: 'subscriptions',
    };
    return { site: this.#open.site, identity };
  }

  #refuseForeign({ headers, method }: FastifyRequest): void {
    const isOwn =
      isOwnHost(headers, this.#host.listen) &&
      (method === 'GET' || method === 'HEAD' || isOwnOrigin(headers));
    if (!isOwn) {
      throw Object.assign(new Error('not for other pages and names'), { statusCode: 403 });
    }
  }
}

function bearer({ headers: { authorization } }: FastifyRequest): string | undefined {
  return /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
}

async function findFiles(): Promise<ReadonlyMap<string, PageFile> | undefined> {
  try {
    return (await import('@drupal-nodejs/admin')).pageFiles;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}
