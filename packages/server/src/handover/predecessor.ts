import type { Handle } from '../transport/handle.ts';
import type { UpgradeRequest } from '../transport/websocket-handshake.ts';
import type { Inheritance } from './inheritance.ts';
import { type PortName, successorVariable, type ToPredecessor, type ToSuccessor } from './messages.ts';

/** A listening socket, and the address of the configuration that it was opened for. */
export interface Port {
  readonly address: string;
  readonly handle: Handle;
}

/** All that a process gets from the one before it. */
export interface Estate {
  readonly inheritance: Inheritance;
  readonly ports: ReadonlyMap<PortName, Port>;
  readonly wires: ReadonlyMap<number, Handle>;
}

/** The process that this one comes after. */
export class Predecessor {
  readonly #ports = new Map<PortName, Port>();
  readonly #wires = new Map<number, Handle>();
  readonly #estate = Promise.withResolvers<Estate>();
  #upgrade: ((request: UpgradeRequest, head: Buffer, handle: Handle) => void) | undefined;
  #isLive = false;

  private constructor() {
    process.on('message', (message: ToSuccessor, handle: unknown) => this.#take(message, handle as Handle));
    process.once('disconnect', () => {
      if (!this.#isLive) {
        // What there was to take over is lost with it, and whoever looks after processes starts another one.
        process.exit(1);
      }
    });
  }

  /** The predecessor, where this process was started to take over. */
  static find(): Predecessor | undefined {
    const isSuccessor = process.env[successorVariable] !== undefined && process.send !== undefined;
    delete process.env[successorVariable];
    return isSuccessor ? new Predecessor() : undefined;
  }

  /** Says that this process could start; resolves with what it then gets. */
  prepared(): Promise<Estate> {
    this.#say('prepared');
    return this.#estate.promise;
  }

  /** Takes over: from this word on the predecessor answers nobody, and late clients come here. */
  live(upgrade: (request: UpgradeRequest, head: Buffer, handle: Handle) => void): void {
    this.#upgrade = upgrade;
    this.#isLive = true;
    this.#say('live');
  }

  announced(): void {
    this.#say('announced');
  }

  /** Lets it go on without this process. */
  giveUp(): void {
    process.removeAllListeners('disconnect');
    if (process.connected) {
      process.disconnect();
    }
  }

  #take(message: ToSuccessor, handle: Handle): void {
    switch (message.type) {
      case 'port':
        this.#ports.set(message.name, { address: message.address, handle });
        break;
      case 'wire':
        this.#wires.set(message.id, handle);
        break;
      case 'shipped':
        this.#say('shipped');
        break;
      case 'state':
        this.#estate.resolve({
          inheritance: message.inheritance,
          ports: this.#ports,
          wires: this.#wires,
        });
        break;
      case 'upgrade':
        this.#upgrade?.(message.request, Buffer.from(message.head, 'base64'), handle);
        break;
    }
  }

  #say(type: ToPredecessor['type']): void {
    if (process.connected) {
      process.send?.({ type } satisfies ToPredecessor);
    }
  }
}
