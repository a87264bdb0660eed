import {
  type Command,
  Disconnect,
  DisconnectCode,
  ProtocolError,
  ProtocolErrorCode,
} from '@drupal-nodejs/protocol';
import { type Awaitable, after, attempt } from '../awaitable.ts';
import { TokenBucket } from '../rate/token-bucket.ts';
import { answer } from './commands.ts';
import type { Connection } from './connection.ts';
import { failureOf, refusal } from './failure.ts';

/**
 * What one client asks: run in the order in which it came, each answered when it is done.
 *
 * What comes behind a connect waits for its outcome, since the SDK sends its first subscriptions in one frame with it.
 */
export class Inbox {
  readonly #connection: Connection;
  #connecting: Promise<void> | undefined;
  #running = 0;
  readonly #pace = new TokenBucket();
  #refusals: TokenBucket | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Takes the commands of one inbound frame. */
  receive(commands: readonly Command[]): void {
    const { host } = this.#connection;
    const now = host.clock.now();
    if (commands.length === 0) {
      this.count(now);
    }
    for (const command of commands) {
      if (!this.#connection.isOpen) {
        return;
      }
      if (command.method === 'pong') {
        this.count(now);
        continue;
      }
      if (this.#running >= host.limits.commands) {
        this.#connection.meter.limited('commands');
        this.#connection.close(new Disconnect(DisconnectCode.tooManyRequests));
        return;
      }
      if (!this.count(now)) {
        if (this.#connection.isOpen) {
          this.#fail(command, new ProtocolError(ProtocolErrorCode.tooManyRequests));
        }
        continue;
      }
      const run = this.#run(command);
      if (command.method === 'connect' && run instanceof Promise) {
        this.#connecting = run;
      }
    }
  }

  /** Counts what a client sent, also what wants no answer; tells whether its rate allows it. */
  count(now = this.#connection.host.clock.now()): boolean {
    const { commandRate } = this.#connection.host.limits;
    if (this.#pace.take(commandRate, now)) {
      return true;
    }
    this.#connection.meter.limited('commandRate');
    // Who goes on as before does not listen to errors.
    this.#refusals ??= new TokenBucket();
    if (!this.#refusals.take(commandRate, now)) {
      this.#connection.close(new Disconnect(DisconnectCode.tooManyRequests));
    }
    return false;
  }

  /** Takes a connect that is no command; it must not fail. */
  connecting(run: Promise<void>): void {
    this.#connecting = run.then(() => {
      this.#connecting = undefined;
    });
  }

  /** Whether a connect waits for its answer. */
  get isConnecting(): boolean {
    return this.#connecting !== undefined;
  }

  /** Resolves when no connect waits for its answer. */
  connectAnswered(): Awaitable<void> {
    return this.#connecting;
  }

  #run(command: Command): Awaitable<void> {
    const isConnect = command.method === 'connect';
    this.#running += 1;
    const ended = (): void => {
      this.#running -= 1;
      if (isConnect) {
        this.#connecting = undefined;
      }
    };
    const answered = attempt(
      () => after(isConnect ? undefined : this.#connecting, () => this.#answer(command)),
      (error) => this.#fail(command, error),
    );
    return after(answered, ended);
  }

  #answer(command: Command): Awaitable<void> {
    if (command.method === 'invalid') {
      throw command.error;
    }
    if (!this.#connection.isOpen) {
      return;
    }
    return after(answer(this.#connection, command), ({ body, sent }) => {
      if (body !== undefined) {
        this.#connection.answer({ id: command.id, ...body });
      }
      this.#connection.meter.command(command.method, 0);
      sent?.();
    });
  }

  #fail({ id, method }: Command, error: unknown): void {
    const { host, client, meter } = this.#connection;
    if (error instanceof Disconnect) {
      meter.command(method, error.code);
      this.#connection.close(error);
      return;
    }
    const failure = failureOf(error);
    const { code, message, temporary } = failure;
    if (!failure.isExpected) {
      host.log.error({ err: error, client }, 'a command failed');
    }
    if (method === 'connect' && this.#connection.isConnected) {
      // Who it is is known, but what it should hear can't be had: half a connection would be a silent hole.
      const { user } = this.#connection;
      host.log.warn({ code, client, user }, `a client was refused: ${message}`);
      this.#connection.close(refusal(failure));
      return;
    }
    meter.command(method, code);
    if (id > 0) {
      this.#connection.answer({ id, error: { code, message, ...(temporary ? { temporary } : {}) } });
    }
  }
}
