import { connect, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';
import type { Access, Address } from './access.ts';
import { type Reply, ReplyReader } from './reply-reader.ts';

/** Is told of what comes over a connection. */
export interface PushListener {
  /** A message was published to a channel. */
  readonly hear: (message: string, name: string) => void;
  /** Redis ended a subscription by itself. */
  readonly lost: (name: string) => void;
}

/** A command that waits for its answer. */
interface Question {
  readonly word: string;
  /** Names that are still to be confirmed, where each is by itself. */
  readonly names: Set<string>;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The connection over which a Redis process pushes what is published to its shard channels.
 *
 * Redis ends a subscription by itself where a slot moves, and says so in the same words as it answers who asked for that, amid
 * the answers that others wait for. Which of both it is shows only by who asked for what. Clients of Redis for Node don't look:
 * they take the one for the other, and a channel stays silent.
 */
export class Pushes {
  /** Resolves with the reason when the connection is over. */
  readonly ended: Promise<Error>;
  readonly #socket: Socket;
  readonly #reader = new ReplyReader();
  readonly #questions: Question[] = [];
  readonly #end: (reason: Error) => void;
  #listener: PushListener = { hear: () => undefined, lost: () => undefined };
  #reason: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.ended = promise;
    this.#end = resolve;
    socket.setNoDelay(true).setKeepAlive(true, 5_000);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.close(error));
    socket.on('close', () => this.close(new Error('the connection ended')));
  }

  /** Connects; commands may be asked at once. */
  static open({ host, port }: Address, { tls }: Access): Pushes {
    return new Pushes(tls === undefined ? connect({ host, port }) : connectEncrypted({ host, port, ...tls }));
  }

  /** Says who is told, from now on. */
  listen(listener: PushListener): void {
    this.#listener = listener;
  }

  /** Asks for something that has one answer. @throws Error as Redis answers, or when the connection ends */
  ask(args: readonly string[]): Promise<Reply> {
    return this.#ask(args, []);
  }

  /** Resolves when messages of all these channels come. @throws Error as {@link ask} */
  async subscribe(names: readonly string[]): Promise<void> {
    await this.#ask(['SSUBSCRIBE', ...names], names);
  }

  /** Resolves when no more messages come. @throws Error as {@link ask} */
  async unsubscribe(names: readonly string[]): Promise<void> {
    await this.#ask(['SUNSUBSCRIBE', ...names], names);
  }

  close(reason: Error): void {
    if (this.#reason !== undefined) {
      return;
    }
    this.#reason = reason;
    this.#socket.destroy();
    for (const { reject } of this.#questions.splice(0)) {
      reject(reason);
    }
    this.#end(reason);
  }

  #ask(args: readonly string[], names: readonly string[]): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    if (this.#reason === undefined) {
      const word = (args[0] ?? '').toLowerCase();
      this.#questions.push({ word, names: new Set(names), resolve, reject });
      this.#socket.write(toCommand(args));
    } else {
      reject(this.#reason);
    }
    return promise;
  }

  #read(chunk: Buffer): void {
    try {
      for (const reply of this.#reader.read(chunk)) {
        this.#take(reply);
      }
    } catch (error) {
      this.close(error as Error);
    }
  }

  #take(reply: Reply): void {
    const [word, name = '', message = ''] = Array.isArray(reply) ? (reply as readonly string[]) : [];
    if (word === 'smessage') {
      this.#listener.hear(message, name);
      return;
    }
    const question = this.#questions[0];
    const isConfirmed = question?.word === word && question?.names.delete(name) === true;
    if (word === 'sunsubscribe' && !isConfirmed) {
      this.#listener.lost(name);
    } else if (question === undefined) {
      throw new Error('Redis answers what nobody asked');
    } else if (reply instanceof Error) {
      this.#questions.shift();
      question.reject(reply);
    } else if (question.names.size === 0) {
      this.#questions.shift();
      question.resolve(reply);
    } else if (!isConfirmed) {
      throw new Error('Redis answers something else than it was asked');
    }
  }
}

function toCommand(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`).join('')}`;
}
