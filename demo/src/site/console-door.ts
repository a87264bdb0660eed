import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/**
 * Who may run PHP: the browser that opened the address which the terminal printed.
 *
 * The console runs arbitrary code with the rights of whoever started the demo. Loopback is shared by all users of a
 * machine, so being on it proves nothing; the key in the printed address does. It lives as long as the process.
 */
export class ConsoleDoor {
  readonly key: string = randomBytes(24).toString('base64url');
  readonly #cookieName: string;

  /** Cookies know no ports, so the name does: two demos on one machine don't lock each other out. */
  constructor(port: number) {
    this.#cookieName = `demo_console_${port}`;
  }

  /** The cookie for whoever brings the key; undefined for a wrong one. */
  cookieFor(key: unknown): string | undefined {
    if (!this.#fits(key)) return undefined;
    return `${this.#cookieName}=${this.key}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isOpenTo(request: FastifyRequest): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const prefix = `${this.#cookieName}=`;
    return cookies.some((pair) => pair.startsWith(prefix) && this.#fits(pair.slice(prefix.length)));
  }

  #fits(key: unknown): boolean {
    if (typeof key !== 'string') return false;
    const given = Buffer.from(key);
    const expected = Buffer.from(this.key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
