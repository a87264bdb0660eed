import {
  Disconnect,
  DisconnectCode,
  disconnects,
  protocolErrors,
  UnsubscribeCode,
} from '@drupal-nodejs/protocol';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { batch } from '../api/batch.ts';
import type { CallContext } from '../api/calls.ts';
import type { Clock } from '../clock.ts';
import type { Figures } from '../figures.ts';
import type { Member } from '../hub/roster.ts';
import type { Census } from '../metrics/metrics.ts';
import { type Caller, type Plugin, PluginError, type PluginHost } from '../plugin/plugin.ts';
import type { Site } from '../site/site.ts';
import type { Timer } from '../timer.ts';
import type { AdminSessions } from './admin-sessions.ts';
import { channelQuery, channelTable, connectionTable, userQuery, userTable } from './tables.ts';

/** What the page is told once a second of each of its sites. */
export interface Sample extends Census {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly published: number;
  readonly delivered: number;
  readonly fanOutMs: number | null;
  /** Since the start: when it grows there is something new to look at. */
  readonly mishaps: number;
}

export interface DeskParts {
  readonly clock: Clock;
  readonly sessions: AdminSessions;
  readonly context: CallContext;
  readonly censusOf: (site: string) => Census | undefined;
  readonly figuresOf: (site: string) => Figures | undefined;
  /** Pages that are connected. */
  readonly pages: () => Iterable<Member>;
}

const intervalMs = 1_000;

/** The channel of a site's samples. */
export function figuresChannel(site: string): string {
  return `figures:${site}`;
}

const callBody = Type.Object({ site: Type.String(), call: Type.String(), body: Type.Unknown() });
const siteBody = Type.Object({ site: Type.String() });
const userBody = Type.Object({ site: Type.String(), user: Type.String() });

/** What the admin page asks and is told: a plugin of a site of its own, which only the page connects to. */
export class Desk implements Plugin {
  readonly name = 'admin';
  readonly methods = {
    call: (data: unknown, caller: Caller) => this.#call(data, caller),
    channels: async (data: unknown, caller: Caller) =>
      this.#at(caller, channelQuery, data, (site, wanted) => channelTable(site, wanted)),
    users: async (data: unknown, caller: Caller) =>
      this.#at(caller, userQuery, data, (site, wanted) => userTable(site, wanted)),
    connections: async (data: unknown, caller: Caller) =>
      this.#at(caller, userBody, data, (site, { user }) => connectionTable(site, user)),
    mishaps: async (data: unknown, caller: Caller) =>
      this.#at(caller, siteBody, data, ({ name }) =>
        this.#figures(name)
          .flatMap(({ mishaps }) => mishaps)
          .toSorted((a, b) => b.at - a.at)
          .map((mishap) => ({ ...mishap, ...meaning(mishap.code) })),
      ),
  };
  readonly #parts: DeskParts;
  #host: PluginHost | undefined;
  #timer: Timer | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  async start(host: PluginHost): Promise<void> {
    this.#host = host;
  }

  /** Begins to sample for the first page; what happened before it came is nobody's. */
  async connect(caller: Caller): Promise<undefined> {
    for (const name of this.#sitesOf(caller).keys()) {
      this.#parts.figuresOf(name)?.take();
    }
    this.#schedule();
    return undefined;
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer ??= this.#parts.clock.schedule(intervalMs, () => {
      this.#timer = undefined;
      const watched = this.#watched();
      for (const site of watched) {
        this.#publish(site);
      }
      if (watched.size > 0) {
        this.#schedule();
      }
    });
  }

  /** The sites of all pages that may still look; those that may not are sent away. */
  #watched(): ReadonlySet<string> {
    const watched = new Set<string>();
    for (const page of [...this.#parts.pages()]) {
      const session = this.#parts.sessions.get(page.user);
      if (session === undefined) {
        page.close(new Disconnect(DisconnectCode.invalidToken, 'logged out'));
        continue;
      }
      const names = [...session.sites.keys()];
      const channels = new Set(names.map(figuresChannel));
      // A key that is gone takes its site's samples along, also where the page has another one.
      for (const channel of [...page.subscriptions.keys()]) {
        if (!channels.has(channel)) {
          page.unsubscribe(channel, UnsubscribeCode.server);
        }
      }
      for (const name of names) {
        watched.add(name);
      }
    }
    return watched;
  }

  #publish(name: string): void {
    const { clock, censusOf, figuresOf } = this.#parts;
    const census = censusOf(name);
    const figures = figuresOf(name);
    if (census === undefined || figures === undefined) {
      return;
    }
    const { fanOutMs = null, ...happenings } = figures.take();
    const sample: Sample = {
      at: clock.now(),
      ...census,
      ...happenings,
      fanOutMs,
      mishaps: this.#figures(name).reduce((sum, { allMishaps }) => sum + allMishaps, 0),
    };
    this.#host?.publish('admin', figuresChannel(name), sample).catch((err: unknown) => {
      this.#host?.log.error({ err }, 'the admin page was not told of figures');
    });
  }

  /** A site's, and those of clients of whom it isn't known whose they are: of the others who were refused. */
  #figures(site: string): Figures[] {
    return [this.#parts.figuresOf(site), this.#parts.figuresOf('')].filter((found) => found !== undefined);
  }

  async #call(data: unknown, caller: Caller): Promise<unknown> {
    return this.#at(caller, callBody, data, async (site, { call, body }) => {
      const log = this.#host?.log;
      if (log === undefined) {
        throw new Error('the admin desk is not running');
      }
      log.info({ site: site.name, call }, 'a call of the admin page');
      const [reply = {}] = await batch(site, { commands: [{ [call]: body }] }, this.#parts.context, log);
      if ('error' in reply) {
        const { code, message } = reply.error as { code: number; message: string };
        // The numbers below 400 are the server's own: the page reads them out of the message.
        throw new PluginError(code >= 400 && code <= 1999 ? code : 400, `${message} (${code})`);
      }
      return reply[call];
    });
  }

  async #at<S extends TSchema, Result>(
    caller: Caller,
    schema: S,
    data: unknown,
    answer: (site: Site, data: Static<S>) => Result,
  ): Promise<Awaited<Result>> {
    const [wrong] = Value.Errors(schema, data);
    if (wrong !== undefined) {
      throw new PluginError(400, `${wrong.instancePath.slice(1) || 'data'}: ${wrong.message}`);
    }
    const site = this.#sitesOf(caller).get((data as { site: string }).site);
    if (site === undefined) {
      throw new PluginError(404, 'no such site, or no key for it');
    }
    return await answer(site, data as Static<S>);
  }

  #sitesOf({ user }: Caller): ReadonlyMap<string, Site> {
    return this.#parts.sessions.get(user)?.sites ?? new Map();
  }
}

/** What docs/errors.md says of a code; nothing of one that is not the server's own. */
function meaning(code: number): { readonly meaning?: string } {
  const errors: Readonly<Record<number, { readonly message: string }>> = protocolErrors;
  const closes: Readonly<Record<number, string>> = disconnects;
  const words = errors[code]?.message ?? closes[code];
  return words === undefined ? {} : { meaning: words };
}
