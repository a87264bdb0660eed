import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { centrifugeLink, RoomFeed, type RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import { Centrifuge, type PublicationContext, type Subscription, UnauthorizedError } from 'centrifuge';
import { WebSocket } from 'ws';
import { type Article, articlesChannel } from '../drupal/articles.ts';
import { passwordOf } from '../drupal/people.ts';
import { type Asked, type Happening, happeningsChannel } from '../happenings.ts';
import type { Host, Hosts } from '../hosts.ts';
import { presenceChannel } from '../push/push-config.ts';
import { type Progress, progressChannel } from '../queue/progress.ts';
import type { Cast, Compared, Desk, Tab, Ticks, Worked } from './cast.ts';
import { Inbox } from './inbox.ts';
import { SiteClient } from './site-client.ts';

/** The parts of a page's settings that a client needs. */
interface Settings {
  readonly nodejs: {
    readonly user: string;
    readonly authToken?: string;
    readonly contentTokens: Readonly<Record<string, string>>;
  };
  readonly demo: { readonly room: string; readonly role: { readonly channel: string } };
}

/** The live log; only pages that were handed its token hear it. */
const logChannel = 'content:watchdog_dblog';

/** Browsers know that *.localhost is this machine; Node asks the system, which often doesn't. */
const loopback: LookupFunction = (_name, options, callback) => lookup('127.0.0.1', options, callback);

/** The official SDK as a page of this jar would run it. */
function sdk(site: SiteClient, options: ConstructorParameters<typeof Centrifuge>[1]): Centrifuge {
  class Socket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      const headers = site.cookie === '' ? {} : { Cookie: site.cookie };
      super(address, protocols, { lookup: loopback, origin: site.host.origin, headers });
    }
  }
  return new Centrifuge(`ws://${site.host.authority}/realtime/connection/websocket`, {
    websocket: Socket,
    minReconnectDelay: 100,
    maxReconnectDelay: 1000,
    data: { clientSide: true },
    ...options,
  });
}

/** Text of a notice, whatever form it came in. */
function noticeIn(data: unknown): string {
  const { data: inner, text } = (data ?? {}) as { data?: { subject?: string; body?: string }; text?: string };
  return [text, inner?.subject, inner?.body].filter((part) => typeof part === 'string').join(' ');
}

class SdkTab implements Tab {
  readonly #site: SiteClient;
  readonly #settings: Settings;
  readonly #states = new Inbox<string>();
  readonly #rooms = new Inbox<RoomSnapshot>();
  readonly #notices = new Inbox<string>();
  readonly #ticks = new Inbox<{ run: string; seq: number } | 'lost'>();
  readonly #people = new Inbox<string>();
  #client: Centrifuge;
  #feed: RoomFeed;

  constructor(site: SiteClient, settings: Settings) {
    this.#site = site;
    this.#settings = settings;
    [this.#client, this.#feed] = this.#connect(settings.nodejs.authToken);
  }

  async isLive(): Promise<void> {
    await this.#states.until('a live connection', (states) =>
      states.at(-1) === 'connected' ? true : undefined,
    );
  }

  async isOver(): Promise<void> {
    await this.#states.until('the end of the connection', (states) =>
      states.at(-1) === 'disconnected' ? true : undefined,
    );
  }

  async say(line: string): Promise<void> {
    this.#feed.send(line);
  }

  async sees(line: string): Promise<void> {
    await this.#rooms.until(`the line "${line}"`, (rooms) =>
      rooms.at(-1)?.lines.some(({ body }) => body === line) ? true : undefined,
    );
  }

  async seesPerson(name: string): Promise<void> {
    await this.#people.until(`${name} among those who are here`, (names) =>
      names.includes(name) ? true : undefined,
    );
  }

  async seesNotice(text: string): Promise<void> {
    await this.#notices.until(`the notice "${text}"`, (all) => all.find((notice) => notice.includes(text)));
  }

  async hasNotice(text: string): Promise<boolean> {
    return this.#notices.all.some((notice) => notice.includes(text));
  }

  async reload(): Promise<void> {
    this.close();
    const { nodejs } = await this.#site.get<Settings>('/demo/settings');
    [this.#client, this.#feed] = this.#connect(nodejs.authToken);
    await this.isLive();
  }

  async ticks(run: string, count: number): Promise<Ticks> {
    const what = `${count} messages of the run, or the word that some were lost`;
    return this.#ticks.until(what, (all) => {
      const seqs = all.flatMap((tick) => (tick !== 'lost' && tick.run === run ? [tick.seq] : []));
      const recovered = !all.includes('lost');
      return new Set(seqs).size >= count || !recovered ? { seqs, recovered } : undefined;
    });
  }

  close(): void {
    this.#feed.close();
    this.#client.disconnect();
  }

  #connect(pageToken: string | undefined): [Centrifuge, RoomFeed] {
    const client = sdk(this.#site, {
      token: pageToken ?? '',
      getToken: async () => {
        const { status, text } = await this.#site.send('GET', '/demo/callback-token');
        if (status === 403) throw new UnauthorizedError('the session is gone');
        return (JSON.parse(text) as { token: string }).token;
      },
    });
    client.on('state', ({ newState }) => this.#states.add(newState));
    const { room, role } = this.#settings.demo;
    const notice = ({ data }: PublicationContext): void => this.#notices.add(noticeIn(data));
    for (const channel of [
      'nodejs_notify',
      'nodejs_broadcast',
      `user:${this.#settings.nodejs.user}`,
      role.channel,
    ])
      listen(client, channel).on('publication', notice);
    listen(client, 'content:ticker')
      .on('publication', ({ data }) => this.#ticks.add(data as { run: string; seq: number }))
      .on('subscribed', ({ wasRecovering, recovered }) => {
        if (wasRecovering && !recovered) this.#ticks.add('lost');
      });
    const here = listen(client, presenceChannel);
    const look = async (): Promise<void> => {
      const { clients } = await here.presence();
      for (const { connInfo } of Object.values(clients))
        this.#people.add((connInfo as { name: string }).name);
    };
    here.on('subscribed', () => void look().catch(() => {})).on('join', () => void look().catch(() => {}));
    const chat = client.newSubscription(`chat:${room}`);
    const feed = new RoomFeed({ room, link: centrifugeLink(client, chat) });
    feed.onChange((snapshot) => this.#rooms.add(snapshot));
    chat.subscribe();
    client.connect();
    return [client, feed];
  }
}

class SdkDesk implements Desk {
  readonly #states = new Inbox<string>();
  readonly #rows = new Inbox<string>();
  readonly #notices = new Inbox<string>();
  readonly #happenings = new Inbox<Happening>();
  readonly #progress = new Inbox<Progress>();
  readonly #articles = new Inbox<Article>();
  readonly #site: SiteClient;
  readonly #client: Centrifuge;

  constructor(site: SiteClient, settings: Settings) {
    this.#site = site;
    // No token: the session cookie says who this is.
    this.#client = sdk(site, {});
    this.#client.on('state', ({ newState }) => this.#states.add(newState));
    listen(this.#client, logChannel, settings.nodejs.contentTokens[logChannel]).on(
      'publication',
      ({ data }) => {
        this.#rows.add((data as { data: { message: string } }).data.message);
      },
    );
    for (const channel of ['nodejs_notify', 'nodejs_broadcast'])
      listen(this.#client, channel).on('publication', ({ data }) => this.#notices.add(noticeIn(data)));
    listen(this.#client, happeningsChannel).on('publication', ({ data }) =>
      this.#happenings.add(data as Happening),
    );
    // What was there before it listened is read, as the page does it.
    const load = async (): Promise<void> => {
      const { articles } = await site.get<{ articles: Article[] }>('/demo/articles');
      for (const article of articles) this.#articles.add(article);
    };
    listen(this.#client, articlesChannel)
      .on('publication', ({ data }) => this.#articles.add(data as Article))
      .on('subscribed', () => void load().catch(() => {}));
    listen(this.#client, progressChannel).on('publication', ({ data }) =>
      this.#progress.add(data as Progress),
    );
    this.#client.connect();
  }

  async isLive(): Promise<void> {
    await this.#states.until('a live connection', (states) =>
      states.at(-1) === 'connected' ? true : undefined,
    );
  }

  async seesLog(text: string): Promise<void> {
    await this.#rows.until(`the log line "${text}"`, (rows) => rows.find((row) => row.includes(text)));
  }

  async seesNotice(text: string): Promise<void> {
    await this.#notices.until(`the notice "${text}"`, (all) => all.find((notice) => notice.includes(text)));
  }

  async seesArticle(title: string): Promise<void> {
    await this.#articles.until(`the article "${title}"`, (all) => all.find((one) => one.title === title));
  }

  async worksQueue(): Promise<Worked> {
    const of = 12;
    const { job } = await this.#site.post<{ job: string }>('/demo/queue', { of, killAfter: of / 2 });
    return this.#progress.until(
      `${of} items done`,
      (all) => {
        const mine = all.filter((one) => one.job === job);
        const done = new Set(mine.map(({ item }) => item)).size;
        const workers = new Set(mine.map(({ pid }) => pid)).size;
        return done < of ? undefined : { of, done, workers };
      },
      30_000,
    );
  }

  async comparesPolling(): Promise<Compared> {
    const { run, of } = await this.#site.post<{ run: string; of: number }>('/demo/happenings', {
      of: 6,
      everyMs: 100,
    });
    let asked: Asked;
    do {
      await delay(250);
      asked = await this.#site.get<Asked>(`/demo/happenings?run=${run}`);
    } while (asked.happened.length < of);
    const pushed = await this.#happenings.until(`${of} events by push`, (all) => {
      const seen = new Set(all.filter((one) => one.run === run).map(({ seq }) => seq));
      return seen.size === of ? seen.size : undefined;
    });
    return { requests: asked.requests, polled: asked.happened.length, pushed };
  }

  close(): void {
    this.#client.disconnect();
  }
}

function listen(client: Centrifuge, channel: string, token?: string): Subscription {
  const subscription = client.newSubscription(channel, token === undefined ? {} : { token });
  subscription.subscribe();
  return subscription;
}

/** Plays the story with the official SDK, where there is no browser. */
export class SdkCast implements Cast {
  readonly via = 'sdk';
  readonly #hosts: Hosts;
  readonly #jars = new Map<string, SiteClient>();
  readonly #open: { close(): void }[] = [];

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  async desk(): Promise<Desk> {
    const [site, settings] = await this.#arrive(this.#hosts.main);
    const desk = new SdkDesk(site, settings);
    this.#open.push(desk);
    return desk;
  }

  async open(name: 'alice' | 'bob' | 'phone'): Promise<Tab> {
    const host = this.#hosts.named(name);
    if (host === undefined) throw new TypeError(`no host ${name}`);
    const [site, settings] = await this.#arrive(host);
    const tab = new SdkTab(site, settings);
    this.#open.push(tab);
    return tab;
  }

  async close(): Promise<void> {
    for (const open of this.#open) open.close();
  }

  /** Loads the page of a host, and logs its person in where nobody is. */
  async #arrive(host: Host): Promise<[SiteClient, Settings]> {
    const known = this.#jars.get(host.name);
    const site = known ?? new SiteClient(host);
    if (known === undefined) {
      this.#jars.set(host.name, site);
      await site.post('/user/login', { name: host.person, pass: passwordOf(host.person) });
    }
    const { text } = await site.send('GET', '/');
    const json = /drupal-settings-json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    return [site, JSON.parse(json) as Settings];
  }
}
