import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Handle } from '../transport/handle.ts';
import type { UpgradeRequest } from '../transport/websocket-handshake.ts';
import { HandoverError } from './handover-error.ts';
import type { Inheritance } from './inheritance.ts';
import type { PortName, ToPredecessor, ToSuccessor } from './messages.ts';

/** The process that comes after this one, from its start to the end of this one. */
export class Successor {
  readonly #process: ChildProcess;
  readonly #said = new Map<ToPredecessor['type'], PromiseWithResolvers<void>>();
  #isGone = false;

  /** @param process started with an IPC channel and {@link successorVariable} */
  constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', ({ type }: ToPredecessor) => this.#word(type).resolve());
    // 'close' comes when all it said was read, 'error' when it could not be started.
    process.once('close', (code, signal) => this.#gone(`ended with ${signal ?? `exit code ${code}`}`));
    process.once('error', (error) => this.#gone(error.message));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Waits for a word of the successor. @throws HandoverError when it ends or takes too long */
  async says(type: ToPredecessor['type'], withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new HandoverError(`it did not say ${type} within ${withinMs} ms`)),
        withinMs,
      );
    });
    try {
      await Promise.race([this.#word(type).promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  port(name: PortName, address: string, handle: Handle): void {
    this.#send({ type: 'port', name, address }, handle);
  }

  wire(id: number, handle: Handle): void {
    this.#send({ type: 'wire', id }, handle);
  }

  /** Resolves when all that was shipped until now has arrived. @throws HandoverError */
  async shipped(withinMs: number): Promise<void> {
    this.#said.delete('shipped');
    this.#send({ type: 'shipped' });
    await this.says('shipped', withinMs);
  }

  /**
   * Leaves everything to the successor; resolves when it has taken over.
   *
   * @throws HandoverError when it has not, and is no more
   */
  async inherit(inheritance: Inheritance, withinMs: number): Promise<void> {
    this.#send({ type: 'state', inheritance });
    try {
      await this.says('live', withinMs);
    } catch (error) {
      await this.end();
      // Its last word may have been under way.
      await Promise.race([this.#word('live').promise, Promise.reject(error)]);
    }
  }

  /** Hands a client over whose handshake came too late; resolves when the socket may be closed here. */
  async upgrade(request: UpgradeRequest, head: Buffer, handle: Handle): Promise<void> {
    const message = { type: 'upgrade', request, head: head.toString('base64') } as const;
    await new Promise<void>((resolve) => this.#send(message, handle, resolve));
  }

  /** Ends it, whatever it is doing; resolves when it is no more. */
  async end(): Promise<void> {
    if (!this.#isGone) {
      this.#process.kill('SIGKILL');
      await once(this.#process, 'close');
    }
  }

  /** Asks it to end. */
  stop(): void {
    this.#process.kill('SIGTERM');
  }

  /** Lets it go on alone. */
  release(): void {
    if (this.#process.connected) {
      this.#process.disconnect();
    }
    this.#process.unref();
  }

  #send(message: ToSuccessor, handle?: Handle, sent?: () => void): void {
    // One that is gone is noticed by the word it does not say.
    this.#process.send(message, handle as never, {}, () => sent?.());
  }

  #gone(how: string): void {
    this.#isGone = true;
    for (const type of ['prepared', 'shipped', 'live', 'announced'] as const) {
      this.#word(type).reject(new HandoverError(how));
    }
  }

  #word(type: ToPredecessor['type']): PromiseWithResolvers<void> {
    let word = this.#said.get(type);
    if (word === undefined) {
      word = Promise.withResolvers();
      // Whoever waits for it hears of it; the others need not.
      word.promise.catch(() => undefined);
      this.#said.set(type, word);
      if (this.#isGone) {
        word.reject(new HandoverError('it has ended'));
      }
    }
    return word;
  }
}
