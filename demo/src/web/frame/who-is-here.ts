import type { ChannelMember, Client } from '@drupal-nodejs/client';

const channel = 'presence:demo';

/** Keeps the names of everybody whose page is open: asked once, then moved by joins and leaves. */
export class WhoIsHere {
  readonly #client: Client;
  readonly #onNames: (names: readonly string[]) => void;
  readonly #members = new Map<string, ChannelMember>();

  constructor(client: Client, onNames: (names: readonly string[]) => void) {
    this.#client = client;
    this.#onNames = onNames;
    client.on(channel, {
      subscribed: () => this.#ask(),
      join: (member) => {
        this.#members.set(member.client, member);
        this.#tell();
      },
      leave: (member) => {
        this.#members.delete(member.client);
        this.#tell();
      },
    });
  }

  async #ask(): Promise<void> {
    const members = await this.#client.presence(channel);
    this.#members.clear();
    for (const [id, member] of Object.entries(members)) this.#members.set(id, member);
    this.#tell();
  }

  #tell(): void {
    this.#onNames([...this.#members.values()].map((member) => nameOf(member)));
  }
}

function nameOf({ user, connInfo }: ChannelMember): string {
  const isNamed = typeof connInfo === 'object' && connInfo !== null && 'name' in connInfo;
  if (isNamed && typeof connInfo.name === 'string') return connInfo.name;
  return user === '' ? 'Guest' : `User ${user}`;
}
