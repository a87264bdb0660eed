import type { Command } from './command.ts';
import type { Reply } from './reply.ts';

/** A frame of a connection whose transport is one-way: it comes in a request of its own. */
export interface EmulationRequest {
  /** Which connection it is for. */
  readonly session: string;
  readonly frame: Uint8Array;
}

/** Turns frames of one encoding into commands, and replies into frames. */
export interface Codec {
  readonly name: 'json' | 'protobuf';

  /**
   * Reads every command of one inbound frame, in the order in which the client wrote them.
   *
   * @throws ProtocolError 107 when the frame can't be read as commands at all
   */
  decode(frame: Uint8Array): Command[];

  /** Reads the body of a request to `/emulation`. @throws ProtocolError 107 */
  decodeEmulation(body: Uint8Array): EmulationRequest;

  /**
   * Writes replies as one frame, in order.
   *
   * The bytes depend on the replies alone, so one frame can go to every subscriber of a channel.
   */
  encode(replies: readonly Reply[]): Buffer;
}
