import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Accounts } from '../drupal/accounts.ts';
import type { Person } from '../drupal/people.ts';
import type { Visitors } from '../drupal/visitors.ts';
import type { BreakOutcome, EventLog } from '../event-log.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { HostName } from '../hosts.ts';
import type { PushApi } from '../push/push-api.ts';
import type { PushServer } from '../push/push-server.ts';
import type { BareClients } from './bare-client.ts';
import { crowd } from './crowd.ts';
import type { Outage } from './outage.ts';
import { stallReader } from './stalled-reader.ts';
import { tick, tickerChannel } from './ticker.ts';

/** Numbered messages of a run. */
const messages = 20;

type Kind = BreakOutcome['kind'];

/** Breaks one thing at a time for real, publishes meanwhile, and says what was acknowledged. */
export class Breaks {
  readonly #gateway: Gateway;
  readonly #push: PushServer;
  readonly #api: PushApi;
  readonly #accounts: Accounts;
  readonly #visitors: Visitors;
  readonly #events: EventLog;
  readonly #outage: Outage;
  readonly #bare: BareClients;
  #isBusy = false;

  constructor(parts: {
    gateway: Gateway;
    push: PushServer;
    api: PushApi;
    accounts: Accounts;
    visitors: Visitors;
    events: EventLog;
    outage: Outage;
    bare: BareClients;
  }) {
    this.#gateway = parts.gateway;
    this.#push = parts.push;
    this.#api = parts.api;
    this.#accounts = parts.accounts;
    this.#visitors = parts.visitors;
    this.#events = parts.events;
    this.#outage = parts.outage;
    this.#bare = parts.bare;
  }

  /** Whether something is broken at the moment; nothing else can be broken then. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Cuts a host's network and mends it again. */
  cut(host: HostName, seconds: number): Promise<BreakOutcome> {
    return this.#run('cut', host, (seconds * 1000) / 15, async () => {
      const connections = this.#gateway.cut(host);
      await delay(seconds * 1000);
      this.#gateway.mend(host);
      return { connections };
    });
  }

  /** kill -9 of the push server; a new one is started. */
  kill(): Promise<BreakOutcome> {
    return this.#run('kill', null, 150, async () => ({ pid: await this.#push.kill() }));
  }

  /** Ends the push server in an orderly way, so that it saves its state, and starts it again. */
  restart(): Promise<BreakOutcome> {
    return this.#run('restart', null, 150, async () => ({ pid: await this.#push.restart() }));
  }

  /** Another process takes everything over, sockets included. */
  upgrade(): Promise<BreakOutcome> {
    return this.#run('upgrade', null, 200, async () => ({ pid: await this.#push.upgrade() }));
  }

  /** Drupal answers nobody for a while; who is connected doesn't need it. */
  drupalAway(seconds: number): Promise<BreakOutcome> {
    return this.#run('drupal', null, (seconds * 1000) / 15, async () => {
      await this.#outage.last(seconds);
      return {};
    });
  }

  /** A reader that doesn't read, while others do. */
  stall(): Promise<BreakOutcome> {
    return this.#run('stall', null, 150, async () => ({ stall: await stallReader(this.#bare, this.#api) }));
  }

  /** So many more sockets, which hear what Alice and Bob hear. */
  crowd(sockets: number): Promise<BreakOutcome> {
    return this.#run('crowd', null, 300, async () => {
      const pid = this.#push.pid ?? 0;
      return { crowd: await crowd(this.#bare, { sockets, channel: tickerChannel, pid }) };
    });
  }

  /** Takes a role away or gives it; undefined when there is nobody of that name. */
  role(name: string, role: string, has: boolean, by: Person | undefined): Promise<BreakOutcome | undefined> {
    return this.#once('role', null, () => this.#accounts.setRole(name, role, has, by));
  }

  /** Ends the session that a host's browser uses; undefined when nobody is logged in there. */
  logout(host: HostName): Promise<BreakOutcome | undefined> {
    return this.#once('logout', host, async () => {
      const session = this.#visitors.seenAt(host);
      return session === undefined ? undefined : this.#accounts.logOut(session, host);
    });
  }

  async #run(
    kind: Kind,
    host: HostName | null,
    everyMs: number,
    act: () => Promise<Partial<Pick<BreakOutcome, 'connections' | 'pid' | 'stall' | 'crowd'>>>,
  ): Promise<BreakOutcome> {
    return this.#alone(async () => {
      const started = performance.now();
      const run = `r-${randomBytes(4).toString('hex')}`;
      const mended = delay(everyMs * 2.5).then(act);
      const ticking = tick(this.#api, { id: run, of: messages, everyMs, mended });
      const [ticked, { connections = 0, ...found }] = await Promise.all([ticking, mended]);
      const ms = Math.round(performance.now() - started);
      const { acknowledged, refused, stateKept } = ticked;
      const about = { run, kind, host, ms, channel: tickerChannel, of: messages, connections };
      return this.#tell({
        ...about,
        acknowledged,
        refused,
        stateKept,
        ...found,
      });
    });
  }

  async #once(
    kind: Kind,
    host: HostName | null,
    act: () => Promise<number | undefined>,
  ): Promise<BreakOutcome | undefined> {
    return this.#alone(async () => {
      const started = performance.now();
      const connections = await act();
      if (connections === undefined) return undefined;
      const ms = Math.round(performance.now() - started);
      const run = `r-${randomBytes(4).toString('hex')}`;
      const nothing = { channel: null, of: 0, acknowledged: [], refused: [], stateKept: true };
      return this.#tell({ run, kind, host, ms, connections, ...nothing });
    });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
    }
  }

  #tell(outcome: BreakOutcome): BreakOutcome {
    this.#events.emit({ type: 'break', ...outcome });
    return outcome;
  }
}
