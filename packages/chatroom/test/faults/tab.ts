import { centrifugeLink, RoomFeed, type RoomLink, type RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import type { Caller } from '@drupal-nodejs/server';
import { Centrifuge } from 'centrifuge';
import { onTestFinished } from 'vitest';
import { tokenOf } from '../server/push-server.ts';

/** One tab of somebody: the official SDK and a feed, whose requests to write are sent twice now and then. */
export class Tab {
  readonly name: string;
  /** Asks the server as this tab does. */
  readonly rpc: RoomLink['rpc'];
  readonly #feed: RoomFeed;
  #said = 0;

  constructor(name: string, caller: Caller, address: string, random: () => number, room = 'lobby') {
    this.name = name;
    const centrifuge = new Centrifuge(`ws://${address}/connection/websocket`, {
      token: tokenOf(caller),
      minReconnectDelay: 20,
      maxReconnectDelay: 100,
    });
    const subscription = centrifuge.newSubscription(`chat:${room}`);
    const link = centrifugeLink(centrifuge, subscription);
    this.rpc = link.rpc;
    this.#feed = new RoomFeed({
      room,
      link: {
        ...link,
        rpc(method, data) {
          const answer = link.rpc(method, data);
          if (method !== 'chat.send' || random() > 0.3) return answer;
          // The first answer is lost to the client, as after a reconnect.
          return answer.then(
            () => link.rpc(method, data),
            () => link.rpc(method, data),
          );
        },
      },
    });
    subscription.subscribe();
    centrifuge.connect();
    onTestFinished(() => {
      this.#feed.close();
      centrifuge.disconnect();
    });
  }

  /** Lines that were typed here so far. */
  get said(): number {
    return this.#said;
  }

  say(): void {
    this.#said += 1;
    this.#feed.send(`${this.name} ${this.#said}`);
  }

  /** Resolves with what is shown when the room is live, nothing waits, and so many lines are there. */
  settled(lines: number): Promise<RoomSnapshot> {
    return new Promise((resolve) => {
      const off = this.#feed.onChange((snapshot) => {
        const { state, pending } = snapshot;
        if (state !== 'live' || pending.length > 0 || snapshot.lines.length < lines) return;
        resolve(snapshot);
        queueMicrotask(() => off());
      });
    });
  }
}
