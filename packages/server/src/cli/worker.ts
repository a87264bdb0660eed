import { Socket } from 'node:net';

/** Set in the environment of a worker and of its successors: the workers it belongs to, and its number among them. */
export const workerVariable = 'DRUPAL_NODEJS_WORKER';

/** File descriptor of a worker that leads to whoever started it; its successors inherit it. */
const lifeline = 4;

/** One of several processes that serve together, as it sees itself. */
export class Worker {
  readonly group: string;
  readonly number: number;
  readonly #lifeline: Socket;

  private constructor([group = '', number = '']: readonly string[]) {
    this.group = group;
    this.number = Number(number);
    this.#lifeline = new Socket({ fd: lifeline });
    // Nobody would start it anew, or tell it anything, without the one who started it.
    this.#lifeline.once('close', () => process.kill(process.pid, 'SIGTERM'));
    this.#lifeline.on('error', () => this.#lifeline.destroy());
    this.#lifeline.resume().unref();
  }

  /** This process, where it was started as a worker. */
  static find(): Worker | undefined {
    const text = process.env[workerVariable];
    return text === undefined ? undefined : new Worker(text.split('/'));
  }

  /** Tells whoever started it that this process serves now. */
  ready(): void {
    this.#lifeline.write(`${process.pid}\n`);
  }

  /** What a successor of this process inherits beside the usual. */
  static get inherited(): readonly number[] {
    return process.env[workerVariable] === undefined ? [] : [lifeline];
  }
}
