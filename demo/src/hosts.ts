/** Which of the demo's host names a request came to: each has its own origin and cookie jar. */
export type HostName = 'demo' | 'alice' | 'bob' | 'phone';

/** One host name of the demo and the person whose browser it plays. */
export interface Host {
  readonly name: HostName;
  /** Value of the Host header, port included. */
  readonly authority: string;
  readonly origin: string;
  /** Who its log-in button logs in. */
  readonly person: string;
}

const people: Readonly<Record<HostName, string>> = {
  demo: 'admin',
  alice: 'Alice',
  bob: 'Bob',
  phone: 'Alice',
};

const names = Object.keys(people) as HostName[];

/** The demo's own host names on one port; nothing else is answered. */
export class Hosts {
  readonly main: Host;
  readonly frames: readonly Host[];
  readonly #byAuthority = new Map<string, Host>();

  constructor(port: number) {
    for (const name of names) {
      const authority = `${name === 'demo' ? '' : `${name}.`}demo.localhost:${port}`;
      this.#byAuthority.set(authority, {
        name,
        authority,
        origin: `http://${authority}`,
        person: people[name],
      });
    }
    const [main, ...frames] = this.#byAuthority.values();
    if (main === undefined) throw new TypeError('the demo has no host');
    this.main = main;
    this.frames = frames;
  }

  get all(): Host[] {
    return [...this.#byAuthority.values()];
  }

  /** The host that a Host header names, exactly: a rebound name of another site is none of ours. */
  at(authority: string | undefined): Host | undefined {
    return authority === undefined ? undefined : this.#byAuthority.get(authority.toLowerCase());
  }

  named(name: unknown): Host | undefined {
    return this.all.find((host) => host.name === name);
  }
}
