import { type Codec, type Command, Disconnect, DisconnectCode, ProtocolError } from '@drupal-nodejs/protocol';
import type { ConnectionRecord } from '../connection/record.ts';

/** Where a wire hands on what it hears. */
export interface WireSink {
  receive(commands: readonly Command[]): void;
  /** The client sent what says nothing and still costs something: a WebSocket's own ping or pong. */
  receiveControl(): void;
  /** Sends bytes to the client behind what was said before. */
  write(frame: Buffer): void;
  /** Keeps bytes that are to leave in one write with what is answered in this turn, before it. */
  hold(frame: Buffer): void;
  /** The client sent what is no frame of the protocol. */
  close(reason: Disconnect): void;
  /** The wire is gone. */
  ended(): void;
  /** Whether nothing is under way for the client, nor for the network. */
  readonly isIdle: boolean;
  /** Writes itself down for another process, when it is idle. */
  toRecord(): ConnectionRecord;
  /** Lets go without a word: another process has the wire. */
  moved(): void;
}

/** Hands the commands of one inbound frame on; what is no frame ends the connection (3501). */
export function hear(sink: WireSink, codec: Codec, frame: Uint8Array): void {
  let commands: readonly Command[];
  try {
    commands = codec.decode(frame);
  } catch (error) {
    if (!(error instanceof ProtocolError)) {
      throw error;
    }
    sink.close(new Disconnect(DisconnectCode.badRequest, error.message, { cause: error }));
    return;
  }
  sink.receive(commands);
}
