import { ClientError } from '@drupal-nodejs/client';
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
   * @throws ClientError `token-refused` once the session is gone, which ends the connection for good
   */
  async callbackToken(): Promise<string> {
    try {
      const { token } = await get<{ token: string }>('/demo/callback-token');
      return token;
    } catch (cause) {
      if (!(cause instanceof RequestError) || cause.status !== 403) throw cause;
      throw new ClientError('token-refused', 'the session has ended', { status: 403, cause });
    }
  }

  /** Calls back when another tab of this browser has logged in: its session is this page's, too. */
  onReturn(listener: () => void): void {
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key === leftKey && newValue === null) listener();
    });
  }
}
