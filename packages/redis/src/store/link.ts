import { createHash } from 'node:crypto';
import { createClient } from '@redis/client';
import type { Access, Address } from './access.ts';
import { Pushes, type PushListener } from './pushes.ts';
import { type Script, scripts } from './script.ts';
import { Unavailable } from './unavailable.ts';
import { within } from './within.ts';

type ConnectionOptions = NonNullable<Parameters<typeof createClient>[0]>;
type Client = ReturnType<typeof createClient>;
/** Sends one command and resolves with its answer. */
type Ask = (args: string[]) => Promise<unknown>;

/** Between two looks whether the other end is alive and still the same. */
const pulseMs = 1_000;

/**
 * Two connections to one Redis process, for commands and for what it pushes; when one ends, both do.
 *
 * It never reconnects: another connection may lead to another process, or to the same after it lost what it
 * acknowledged. So all that is learned over one link is about one generation of the data.
 */
export class Link {
  /** Changes when the process is another, or its role was: then acknowledged writes may be missing. */
  readonly generation: string;
  readonly address: Address;
  /** Resolves with the reason when the link is over. */
  readonly ended: Promise<Error>;
  readonly #commands: Client;
  readonly #pushes: Pushes;
  readonly #access: Access;
  readonly #end: (reason: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #waiting: Promise<unknown> | undefined;

  private constructor(
    address: Address,
    access: Access,
    generation: string,
    commands: Client,
    pushes: Pushes,
  ) {
    this.address = address;
    this.generation = generation;
    this.#access = access;
    this.#commands = commands;
    this.#pushes = pushes;
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.ended = promise;
    this.#end = resolve;
    commands.on('error', (error: Error) => this.close(error));
    commands.on('end', () => this.close(new Error('the connection ended')));
    pushes.ended.then((reason) => this.close(reason));
    this.#timer = setInterval(() => this.#pulse(), pulseMs).unref();
  }

  /** Connects. @throws Error when nobody answers in time, or no master that takes writes */
  static async open(address: Address, access: Access): Promise<Link> {
    const commands = createClient(connectionOptions(address, access));
    let early: Error | undefined;
    commands.on('error', (error: Error) => {
      early ??= error;
    });
    const pushes = Pushes.open(address, access);
    try {
      const late = (): Error => new Error(`no answer within ${access.timeoutMs} ms`);
      const known = Promise.all([
        commands.connect().then(() => identify((args) => commands.sendCommand(args))),
        logIn(pushes, access).then(() => identify((args) => pushes.ask(args))),
      ]);
      const [one, other] = await within(access.timeoutMs, known, late);
      // Behind one address may be several, such as two that change places right now.
      if (one !== other) {
        throw new Error('the two connections lead to different Redis processes');
      }
      const loaded = Promise.all(scripts().map(({ lua }) => commands.sendCommand(['SCRIPT', 'LOAD', lua])));
      await within(access.timeoutMs, loaded, late);
      return new Link(address, access, one, commands, pushes);
    } catch (error) {
      commands.destroy();
      pushes.close(error as Error);
      throw early ?? error;
    }
  }

  /** Sends one command to a Redis of whatever kind, over a connection of its own. @throws Error */
  static async askOnce(address: Address, access: Access, args: readonly string[]): Promise<unknown> {
    const client = createClient(connectionOptions(address, access));
    let early: Error | undefined;
    client.on('error', (error: Error) => {
      early ??= error;
    });
    try {
      const asked = client.connect().then(() => client.sendCommand([...args]));
      return await within(access.timeoutMs, asked, () => new Error('does not answer'));
    } catch (error) {
      throw early ?? error;
    } finally {
      client.destroy();
    }
  }

  /** Runs a script. @throws Error as Redis answers, Unavailable when it doesn't */
  run({ lua, sha1 }: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, this.generation, ...args.map(String)];
    return this.command(['EVALSHA', sha1, ...rest]).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
        return this.command(['SCRIPT', 'LOAD', lua]).then(() => this.command(['EVALSHA', sha1, ...rest]));
      }
      throw error;
    });
  }

  /** Sends one command. @throws Error as Redis answers, Unavailable when it doesn't */
  async command(args: readonly string[]): Promise<unknown> {
    try {
      return await this.#commands.sendCommand([...args]);
    } catch (error) {
      throw isAnswer(error) ? error : new Unavailable(error);
    }
  }

  /**
   * Resolves when so many replicas have all that was written over this link before this call.
   *
   * @throws Unavailable when they don't have it in time
   */
  async replicated(count: number): Promise<void> {
    // One command waits for all that was written in this turn.
    this.#waiting ??= Promise.resolve().then(() => {
      this.#waiting = undefined;
      return this.command(['WAIT', String(count), String(this.#access.timeoutMs)]);
    });
    const found = Number(await this.#waiting);
    if (found < count) {
      throw new Unavailable(new Error(`expected ${count} replicas, found ${found}`));
    }
  }

  /** Says who is told of what is published, and of subscriptions that Redis ended. */
  listen(listener: PushListener): void {
    this.#pushes.listen(listener);
  }

  /** Resolves when messages of these channels come. @throws Error as Redis answers */
  async subscribe(names: readonly string[]): Promise<void> {
    await this.#pushes.subscribe(names);
  }

  async unsubscribe(names: readonly string[]): Promise<void> {
    await this.#pushes.unsubscribe(names);
  }

  /** Resolves when everything that was published before this call has come. */
  async caughtUp(): Promise<void> {
    await this.#pushes.ask(['PING']);
  }

  close(reason: Error): void {
    clearInterval(this.#timer);
    this.#end(reason);
    this.#commands.destroy();
    this.#pushes.close(reason);
  }

  async #pulse(): Promise<void> {
    try {
      const [generation] = await within(
        this.#access.timeoutMs,
        Promise.all([identify((args) => this.#commands.sendCommand(args)), this.caughtUp()]),
        () => new Error(`no answer within ${this.#access.timeoutMs} ms`),
      );
      if (generation !== this.generation) {
        throw new Error('the Redis behind this connection changed its role');
      }
    } catch (error) {
      this.close(error as Error);
    }
  }
}

/** Options of a connection that ends when it is lost. */
function connectionOptions({ host, port }: Address, access: Access): ConnectionOptions {
  const { username, password, database, tls, timeoutMs } = access;
  const socket = { host, port, connectTimeout: timeoutMs, reconnectStrategy: false } as const;
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(database === 0 ? {} : { database }),
    socket: tls === undefined ? socket : { ...socket, ...tls, tls: true },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // The pulse finds out who doesn't answer; a timer for each command would cost more than the command.
    commandOptions: { timeout: 0 },
  };
}

async function logIn(pushes: Pushes, { username, password }: Access): Promise<void> {
  if (password !== undefined) {
    await pushes.ask(['AUTH', ...(username === undefined ? [] : [username]), password]);
  }
}

/** Which process this is and which history its data has. @throws Error for a replica */
async function identify(ask: Ask): Promise<string> {
  const info = String(await ask(['INFO', 'server', 'replication']));
  const field = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '';
  if (field('role') !== 'master') {
    throw new Error(`expected a master, found a ${field('role') || 'Redis that doesn’t say what it is'}`);
  }
  return createHash('sha1')
    .update(`${field('run_id')} ${field('master_replid')}`)
    .digest('hex')
    .slice(0, 10);
}

function isAnswer(error: unknown): error is Error {
  return error instanceof Error && /^[A-Z]+ /.test(error.message);
}
