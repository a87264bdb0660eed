import type { Duplex } from 'node:stream';
import type { ConnectionRecord } from '../connection/record.ts';
import type { Transport } from '../connection/transport.ts';
import { goOnReading, type Handle, stopReading } from './handle.ts';
import type { WireName } from './wire.ts';
import type { WireSink } from './wire-sink.ts';

/** A transport that another process can go on with. */
export interface MovableTransport extends Transport {
  /** Absent where no other process can have it, as with TLS. */
  readonly handle: Handle | undefined;
  toRecord(): TransportRecord;
  /** Leaves the wire to the process that has it now. */
  abandon(): void;
}

export interface TransportRecord {
  readonly wire: WireName;
  /** Of an answer without end; absent for a WebSocket. */
  readonly session?: string;
  /** Base64 of what came of a message that isn't whole yet. */
  readonly unfinished?: string;
}

/** A wire and the connection above it, as another process is handed them. */
export interface WireRecord {
  readonly id: number;
  readonly transport: TransportRecord;
  readonly connection: ConnectionRecord;
}

interface OpenWire {
  readonly id: number;
  readonly transport: Transport | MovableTransport;
  readonly sink: WireSink;
  isShipped: boolean;
}

/** The wires that are open at this server, and how they get to another process. */
export class Wires {
  readonly #open = new Map<Duplex, OpenWire>();
  #last = 0;

  /** Everybody above a wire. */
  *sinks(): Generator<WireSink> {
    for (const { sink } of this.#open.values()) {
      yield sink;
    }
  }

  add(socket: Duplex, transport: Transport | MovableTransport, sink: WireSink): void {
    this.#last += 1;
    this.#open.set(socket, { id: this.#last, transport, sink, isShipped: false });
  }

  delete(socket: Duplex): void {
    this.#open.delete(socket);
  }

  /** What has not been shipped: once each. */
  *ship(): Generator<readonly [id: number, handle: Handle]> {
    for (const wire of this.#open.values()) {
      const handle = handleOf(wire);
      if (handle !== undefined && !wire.isShipped) {
        wire.isShipped = true;
        yield [wire.id, handle];
      }
    }
  }

  /** Leaves what clients send to the kernel. */
  pause(): void {
    this.#eachHandle(stopReading);
  }

  /** Goes on here after all. */
  resume(): void {
    this.#eachHandle(goOnReading);
    for (const wire of this.#open.values()) {
      wire.isShipped = false;
    }
  }

  /** Wires that still have something under way, or bytes that the network has not taken. */
  get busy(): number {
    return [...this.#open.values()].filter(({ transport, sink }) => isMovable(transport) && !sink.isIdle)
      .length;
  }

  /** Every wire that has been shipped and is at rest. */
  toRecords(): WireRecord[] {
    const records: WireRecord[] = [];
    for (const { id, transport, sink, isShipped } of this.#open.values()) {
      if (isShipped && isMovable(transport) && sink.isIdle) {
        records.push({ id, transport: transport.toRecord(), connection: sink.toRecord() });
      }
    }
    return records;
  }

  /** Leaves wires to the process that has them now. */
  abandon(records: readonly WireRecord[]): void {
    const ids = new Set(records.map(({ id }) => id));
    for (const wire of this.#open.values()) {
      if (ids.has(wire.id) && 'abandon' in wire.transport) {
        wire.sink.moved();
        wire.transport.abandon();
      }
    }
  }

  #eachHandle(task: (handle: Handle) => void): void {
    for (const wire of this.#open.values()) {
      const handle = handleOf(wire);
      if (handle !== undefined) {
        task(handle);
      }
    }
  }
}

function handleOf({ transport }: OpenWire): Handle | undefined {
  return 'handle' in transport ? transport.handle : undefined;
}

function isMovable(transport: Transport | MovableTransport): transport is MovableTransport {
  return 'handle' in transport && transport.handle !== undefined;
}
