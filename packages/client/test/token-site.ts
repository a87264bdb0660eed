import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TokenAnswer } from '../src/token-route.ts';

/** A site's token route on a free port of this machine. */
export class TokenSite {
  readonly #server: Server;
  /** How often the route was asked. */
  requests = 0;
  /** What it answers; a number is an HTTP status without a body. */
  answer: (request: number) => TokenAnswer | number;
  /** What the requests brought as a body. */
  readonly bodies: unknown[] = [];
  /** What its clock is ahead of this machine's. */
  clockAheadMs = 0;

  private constructor(answer: TokenSite['answer']) {
    this.answer = answer;
    this.#server = createServer(async (request, response) => {
      this.requests++;
      this.bodies.push(request.method === 'POST' ? await json(request) : undefined);
      const answer = this.answer(this.requests);
      response.setHeader('Date', new Date(Date.now() + this.clockAheadMs).toUTCString());
      if (typeof answer === 'number') {
        response.writeHead(answer).end();
        return;
      }
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
    });
  }

  static async start(answer: TokenSite['answer']): Promise<TokenSite> {
    const site = new TokenSite(answer);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/nodejs/token`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
