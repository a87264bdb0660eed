import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const backendKey = { id: 'b1', secret: 'backend-key-of-the-tests-0123456789abcd' };

/** One request of the server, as Drupal gets it. */
export interface Question {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = { readonly status?: number; readonly body?: unknown };

/** Drupal's side, as small as it can be: real HTTP, real signatures, and what the test says. */
export class DrupalDouble implements AsyncDisposable {
  readonly url: string;
  readonly questions: Question[] = [];
  /** What the paths answer; those that aren't here answer as a Drupal with nothing to tell. */
  readonly answers: Record<string, (question: Question) => Answer | Promise<Answer>> = {};
  key = backendKey;
  #asked = Promise.withResolvers<void>();
  readonly #close: () => Promise<void>;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async start(): Promise<DrupalDouble> {
    const server = createServer((request, response) => {
      drupal.#answer(request).then(({ status = 200, body = {} }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const drupal: DrupalDouble = new DrupalDouble(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/drupal`,
      async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    );
    return drupal;
  }

  /** Resolves with the requests to a path as soon as there are enough of them, or they are what is looked for. */
  async until(
    path: string,
    isEnough: number | ((questions: readonly Question[]) => boolean),
  ): Promise<Question[]> {
    for (;;) {
      const asked = this.questions.filter((question) => question.path.startsWith(path));
      if (typeof isEnough === 'number' ? asked.length >= isEnough : isEnough(asked)) {
        return asked;
      }
      await this.#asked.promise;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    if (!this.#isSigned(request, text)) {
      return { status: 403 };
    }
    const path = (request.url ?? '').replace('/drupal', '');
    const question = { path, body: text === '' ? {} : JSON.parse(text) };
    this.questions.push(question);
    this.#asked.resolve();
    this.#asked = Promise.withResolvers();
    const [route = ''] = path.split('?', 1);
    const answer = this.answers[route];
    if (answer !== undefined) {
      return answer(question);
    }
    return { body: route === '/nodejs/revocations' ? { revocations: [], last: 0 } : {} };
  }

  #isSigned({ headers, method, url }: IncomingMessage, body: string): boolean {
    const [, id, time, mac] =
      /^k=([^,]+),t=(\d+),v=([0-9a-f]{64})$/.exec(String(headers['x-nodejs-signature'])) ?? [];
    const expected = createHmac('sha256', this.key.secret)
      .update(`${time}.${method}.${url}.${body}`)
      .digest('hex');
    return id === this.key.id && mac === expected && Math.abs(Date.now() / 1000 - Number(time)) <= 60;
  }
}
