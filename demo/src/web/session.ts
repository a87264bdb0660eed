import { get, post, RequestError } from './post.ts';
import type { Login, Person } from './settings.ts';

const leftKey = 'demo:left';

/** The log-in of this host: Drupal's session cookie, set and ended by the demo's site. */
export class Session {
  readonly #login: Login;

  constructor(login: Login) {
    this.#login = login;
  }

  /** False on the first visit: the person is then logged in without a click. */
  get hasLeft(): boolean {
    return localStorage.getItem(leftKey) !== null;
  }

  /** @throws RequestError when the site refuses the name or password. */
  async logIn(): Promise<void> {
    await post<{ user: Person }>('/user/login', this.#login);
    localStorage.removeItem(leftKey);
    location.reload();
  }

  /** Ends the session in all tabs of this browser; resolves when its connections are closed. */
  async logOut(): Promise<number> {
    localStorage.setItem(leftKey, 'yes');
    const { connections } = await post<{ connections: number }>('/user/logout', {});
    return connections;
  }

  /** Remembers that this browser was logged out, whoever did it. */
  noteEnd(): void {
    localStorage.setItem(leftKey, 'yes');
  }

  /**
   * A callback token for the next connect.
   * @throws RequestError 403 once the session is gone
   */
  async callbackToken(): Promise<string> {
    const { token } = await get<{ token: string }>('/demo/callback-token');
    return token;
  }
}

/** True when the site says that the session is gone. */
export function isGone(error: unknown): boolean {
  return error instanceof RequestError && error.status === 403;
}
