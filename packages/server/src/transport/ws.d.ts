// @types/ws does not declare Receiver. Only what we use; the version of ws is pinned and our frame tests hold it.
declare module 'ws' {
  import { EventEmitter } from 'node:events';
  import type { ClientRequest, IncomingMessage } from 'node:http';
  import type { LookupFunction } from 'node:net';
  import { Writable } from 'node:stream';

  export interface ReceiverOptions {
    readonly isServer: boolean;
    readonly maxPayload: number;
    readonly maxFragments: number;
    readonly maxBufferedChunks?: number;
    readonly extensions?: {
      readonly 'permessage-deflate'?: {
        decompress(
          piece: Buffer,
          isLast: boolean,
          done: (error: Error | null, message?: Buffer) => void,
        ): void;
      };
    };
  }

  export class Receiver extends Writable {
    constructor(options: ReceiverOptions);
    on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this;
    on(event: 'ping' | 'pong', listener: (data: Buffer) => void): this;
    on(event: 'conclude', listener: (code: number, reason: Buffer) => void): this;
    on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): this;
  }

  /** The client, which alone can say who it is (Host, Origin, Cookie) in Node. */
  export class WebSocket extends EventEmitter {
    constructor(
      address: string | URL,
      protocols: string | string[] | undefined,
      options: {
        readonly handshakeTimeout?: number;
        readonly origin?: string;
        readonly ca?: string;
        readonly lookup?: LookupFunction;
        readonly headers?: Readonly<Record<string, string>>;
        readonly perMessageDeflate?: { readonly threshold: number };
      },
    );
    /** What the server agreed to. */
    readonly extensions: string;
    on(event: 'open', listener: () => void): this;
    on(event: 'message', listener: (data: Buffer) => void): this;
    on(
      event: 'unexpected-response',
      listener: (request: ClientRequest, response: IncomingMessage) => void,
    ): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'close', listener: (code: number, reason: Buffer) => void): this;
    send(data: string): void;
    terminate(): void;
  }
}
