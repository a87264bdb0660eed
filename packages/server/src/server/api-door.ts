import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyInstance } from 'fastify';
import { type ApiOptions, createApi } from '../api/api.ts';
import { type ListenOptions, listen } from '../transport/listen.ts';

/** How long a stopping server waits for requests to end. */
const lastCallsMs = 2_000;

/** How long a process that has handed over answers on connections that are kept alive: by way of its successor. */
const lateCallsMs = 5_000;

/** Where Drupal and operators come in. */
export class ApiDoor {
  readonly #api: FastifyInstance;
  #address: AddressInfo | undefined;

  constructor(options: ApiOptions) {
    this.#api = createApi(options);
  }

  get server(): HttpServer {
    return this.#api.server;
  }

  async prepare(): Promise<void> {
    await this.#api.ready();
  }

  /** Listens; returns where. @throws StartError LISTEN */
  async listen(address: string, options?: ListenOptions): Promise<AddressInfo> {
    this.#address = await listen(this.server, address, 'api.listen', options);
    return this.#address;
  }

  /** Resolves when nobody comes by a connection of before any more, or after a while. */
  async quiet(): Promise<void> {
    const connections = promisify(this.server.getConnections.bind(this.server));
    const until = performance.now() + lateCallsMs;
    while ((await connections()) > 0 && performance.now() < until) {
      await pause(50);
    }
  }

  /** Finishes requests. */
  async close(): Promise<void> {
    // A caller that never finishes its request, or never begins one, must not keep the state from being saved.
    const cut = setTimeout(() => this.server.closeAllConnections(), lastCallsMs);
    await this.#api.close();
    clearTimeout(cut);
  }

  /** Publishes JSON text by way of the process that listens on this address now. @throws ProtocolError 100 */
  async publishThere(key: string, channel: string, data: string): Promise<void> {
    if (this.#address === undefined) {
      throw new ProtocolError(ProtocolErrorCode.internal, 'no process listens yet');
    }
    const response = await fetch(`http://${hostPort(this.#address)}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: `{"channel":${JSON.stringify(channel)},"data":${data}}`,
    });
    if (!response.ok) {
      throw new ProtocolError(ProtocolErrorCode.internal, `the next process answered ${response.status}`);
    }
  }
}

export function hostPort({ address, port }: AddressInfo): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
