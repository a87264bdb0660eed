import { html, type nothing, render, type TemplateResult } from 'lit-html';
import type { ChannelRow, ConnectionRow, TablePage, TableQuery, UserRow } from '../rows.ts';
import { channelTable } from './channels.ts';
import { chartSeconds } from './chart.ts';
import { confirmDialog, type Question } from './confirm.ts';
import { door } from './door.ts';
import { counted } from './format.ts';
import { Link, type LinkState, type Sample } from './link.ts';
import { forgetLogIn, type LogIn, logIn, logOut, storedLogIn } from './log-in.ts';
import { type Draft, emptyDraft, type Kept, messageTester } from './message.ts';
import { type Mishap, mishapList } from './mishaps.ts';
import { pageRows } from './table.ts';
import { tileRow } from './tiles.ts';
import { type OpenUser, userTable } from './users.ts';

const views = { channels: 'Channels', users: 'Users', errors: 'Errors', message: 'Message' } as const;

type View = keyof typeof views;

const refreshMs = 3_000;

const firstQuery = { search: '', descending: true, offset: 0, limit: pageRows };

/** The whole page: what it knows, what it shows of it, and what it asks the server. */
export class Desk {
  readonly #root: HTMLElement;
  #logIn: LogIn | undefined;
  #link: Link | undefined;
  #state: LinkState = 'connecting';
  #site = '';
  #view: View = 'channels';
  #isBusy = false;
  #doorProblem: string | undefined;
  #notice = '';
  #question: Question | undefined;
  readonly #samples = new Map<string, Sample[]>();
  #channelQuery: TableQuery = { ...firstQuery, sort: 'listeners' };
  #channels: TablePage<ChannelRow> | undefined;
  #userQuery: TableQuery = { ...firstQuery, sort: 'connections' };
  #users: TablePage<UserRow> | undefined;
  #openUser: OpenUser | undefined;
  #problem: string | undefined;
  #mishaps: readonly Mishap[] | undefined;
  #draft = emptyDraft;
  #asked = 0;
  #isDrawing = false;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Shows the page, and goes on where the tab was. */
  start(): void {
    this.#view = viewOf(location.hash);
    addEventListener('hashchange', () => this.#show(viewOf(location.hash)));
    setInterval(() => this.#refresh(), refreshMs);
    const stored = storedLogIn();
    if (stored !== undefined) this.#enter(stored);
    this.#draw();
  }

  #enter(entered: LogIn): void {
    this.#logIn = entered;
    if (!entered.sites.includes(this.#site)) this.#site = entered.sites[0] ?? '';
    this.#link?.close();
    this.#state = 'connecting';
    this.#link = new Link(entered.token, {
      state: (state) => {
        this.#state = state;
        if (state === 'live') this.#ask();
        this.#draw();
      },
      sample: (site, sample) => this.#take(site, sample),
      loggedOut: () => this.#leave('You were logged out: the time was over, or the key is one no more.'),
    });
    this.#link.open();
  }

  #leave(problem?: string): void {
    forgetLogIn();
    this.#link?.close();
    this.#link = undefined;
    this.#logIn = undefined;
    this.#samples.clear();
    this.#forgetTables();
    this.#draft = emptyDraft;
    this.#question = undefined;
    this.#doorProblem = problem;
    this.#draw();
  }

  async #open(key: string): Promise<void> {
    this.#isBusy = true;
    this.#doorProblem = undefined;
    this.#draw();
    try {
      const entered = await logIn(key, this.#logIn?.token);
      const added = entered.sites.find((site) => !this.#logIn?.sites.includes(site));
      if (this.#logIn !== undefined && added !== undefined) this.#site = added;
      this.#forgetTables();
      this.#enter(entered);
    } catch (error) {
      this.#doorProblem = (error as Error).message;
    }
    this.#isBusy = false;
    this.#draw();
  }

  #take(site: string, sample: Sample): void {
    const samples = this.#samples.get(site) ?? [];
    const before = samples.at(-1);
    samples.push(sample);
    if (samples.length > chartSeconds) samples.shift();
    this.#samples.set(site, samples);
    if (site === this.#site && before !== undefined && before.mishaps !== sample.mishaps) this.#askMishaps();
    this.#draw();
  }

  #show(view: View): void {
    this.#view = view;
    this.#problem = undefined;
    this.#ask();
    this.#draw();
  }

  #choose(site: string): void {
    this.#site = site;
    this.#forgetTables();
    this.#draft = { ...emptyDraft, json: this.#draft.json };
    this.#ask();
    this.#draw();
  }

  #forgetTables(): void {
    this.#channels = undefined;
    this.#users = undefined;
    this.#openUser = undefined;
    this.#mishaps = undefined;
    this.#notice = '';
    this.#problem = undefined;
    this.#asked += 1;
  }

  // Nothing moves away under a reader's pointer or focus.
  #refresh(): void {
    const table = this.#root.querySelector('.scroll');
    const isRead = table !== null && (table.matches(':hover') || table.contains(document.activeElement));
    if (this.#state === 'live' && !document.hidden && !isRead && this.#question === undefined) this.#ask();
  }

  #ask(): void {
    if (this.#view === 'channels') this.#askChannels();
    else if (this.#view === 'users') this.#askUsers();
    else if (this.#view === 'errors') this.#askMishaps();
  }

  #askChannels(): void {
    this.#answer<TablePage<ChannelRow>>('channels', this.#channelQuery, (page) => {
      this.#channels = page;
    });
  }

  #askUsers(): void {
    this.#answer<TablePage<UserRow>>('users', this.#userQuery, (page) => {
      this.#users = page;
    });
    const user = this.#openUser?.user;
    if (user !== undefined) this.#askConnections(user);
  }

  #askConnections(user: string): void {
    this.#answer<TablePage<ConnectionRow>>('connections', { user }, (connections) => {
      if (this.#openUser?.user === user) this.#openUser = { user, connections };
    });
  }

  #askMishaps(): void {
    this.#answer<readonly Mishap[]>('mishaps', {}, (mishaps) => {
      this.#mishaps = mishaps;
    });
  }

  /** Asks about the chosen site; an answer that comes after another choice is dropped. */
  #answer<Answer>(method: string, data: object, take: (answer: Answer) => void): void {
    const asked = this.#asked;
    this.#link?.ask<Answer>(method, { site: this.#site, ...data }).then(
      (answer) => {
        if (asked === this.#asked) {
          this.#problem = undefined;
          take(answer);
          this.#draw();
        }
      },
      (error: Error) => {
        if (asked === this.#asked) {
          this.#problem = error.message;
          this.#draw();
        }
      },
    );
  }

  async #run(call: string, body: object, done: (result: { connections?: number }) => string): Promise<void> {
    try {
      this.#notice = done((await this.#link?.call<{ connections?: number }>(this.#site, call, body)) ?? {});
    } catch (error) {
      this.#notice = `That did not work: ${(error as Error).message}`;
    }
    this.#ask();
    this.#draw();
  }

  async #publish(channel: string, data: unknown): Promise<void> {
    this.#draft = { ...this.#draft, isBusy: true, problem: undefined, outcome: undefined };
    this.#draw();
    try {
      const query = { ...firstQuery, site: this.#site, search: channel, sort: 'channel', limit: 200 };
      const position = await this.#link?.call<{ offset: number }>(this.#site, 'publish', { channel, data });
      const page = await this.#link?.ask<TablePage<ChannelRow>>('channels', query);
      const listeners = page?.rows.find((row) => row.channel === channel)?.listeners ?? 0;
      const kept = position?.offset
        ? ` It is number ${position.offset} of the channel.`
        : ' The channel keeps nothing.';
      this.#draft = {
        ...this.#draft,
        outcome: `Published to ${counted(listeners, 'listener')}.${kept}`,
        history: undefined,
      };
    } catch (error) {
      this.#draft = { ...this.#draft, problem: (error as Error).message };
    }
    this.#draft = { ...this.#draft, isBusy: false };
    this.#draw();
  }

  async #readHistory(channel: string): Promise<void> {
    try {
      const result = await this.#link?.call<{ publications: readonly Kept[] }>(this.#site, 'history', {
        channel,
        limit: 20,
        reverse: true,
      });
      this.#draft = {
        ...this.#draft,
        problem: undefined,
        outcome: undefined,
        history: result?.publications ?? [],
      };
    } catch (error) {
      this.#draft = { ...this.#draft, problem: (error as Error).message, history: undefined };
    }
    this.#draw();
  }

  /** Draws once, however much changed in this turn. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      render(this.#logIn === undefined ? this.#door() : this.#page(this.#logIn), this.#root);
    });
  }

  #door(): TemplateResult {
    return door({ isBusy: this.#isBusy, problem: this.#doorProblem, open: (key) => this.#open(key) });
  }

  #page({ sites, token }: LogIn): TemplateResult {
    return html`<header class="head">
        <h1>Push server</h1>
        ${this.#siteChoice(sites)}
        <p class="state ${this.#state}" role="status"><bdi>${stateText[this.#state]}</bdi></p>
        <button
          type="button"
          class="quiet"
          @click=${() => {
            logOut(token);
            this.#leave();
          }}
        >
          Log out
        </button>
      </header>
      <main class=${this.#state === 'offline' ? 'stale' : ''}>
        ${tileRow(this.#samples.get(this.#site) ?? [])}
        <nav aria-label="Views">
          ${Object.entries(views).map(
            ([view, name]) =>
              html`<a href="#${view}" aria-current=${view === this.#view ? 'page' : 'false'}>${name}</a>`,
          )}
        </nav>
        <p class="notice" role="status"><bdi>${this.#notice}</bdi></p>
        <div class="view">${this.#viewContent()}</div>
      </main>
      ${confirmDialog(this.#question, () => {
        this.#question = undefined;
        this.#draw();
      })}`;
  }

  #siteChoice(sites: readonly string[]): TemplateResult {
    return html`<div class="sites">
      ${
        sites.length === 1
          ? html`<span class="site">${sites[0]}</span>`
          : html`<label><span class="hidden">Site</span>
              <select @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
                ${sites.map((site) => html`<option value=${site} ?selected=${site === this.#site}>${site}</option>`)}
              </select>
            </label>`
      }
      <details class="add">
        <summary><bdi>Another site…</bdi></summary>
        <form
          @submit=${(event: Event) => {
            event.preventDefault();
            const form = event.target as HTMLFormElement;
            const key = new FormData(form).get('key');
            form.reset();
            if (typeof key === 'string' && key !== '') this.#open(key);
          }}
        >
          <label>API key of the site<input type="password" name="key" required autocomplete="off" /></label>
          <button>Add</button>
          <p class="problem" role="alert">${this.#doorProblem ?? ''}</p>
        </form>
      </details>
    </div>`;
  }

  #viewContent(): TemplateResult | typeof nothing {
    switch (this.#view) {
      case 'channels':
        return channelTable({
          query: this.#channelQuery,
          page: this.#channels,
          problem: this.#problem,
          change: (query) => {
            this.#channelQuery = query;
            this.#askChannels();
            this.#draw();
          },
          test: (channel) => {
            this.#draft = {
              ...this.#draft,
              channel,
              outcome: undefined,
              problem: undefined,
              history: undefined,
            };
            location.hash = 'message';
          },
        });
      case 'users':
        return userTable({
          query: this.#userQuery,
          page: this.#users,
          problem: this.#problem,
          change: (query) => {
            this.#userQuery = query;
            this.#askUsers();
            this.#draw();
          },
          open: this.#openUser,
          toggle: (user) => {
            this.#openUser = this.#openUser?.user === user ? undefined : { user, connections: undefined };
            if (this.#openUser !== undefined) this.#askConnections(user);
            this.#draw();
          },
          ask: (question) => {
            this.#question = question;
            this.#draw();
          },
          run: (call, body, done) => this.#run(call, body, done),
        });
      case 'errors':
        return mishapList(this.#mishaps);
      case 'message':
        return messageTester({
          draft: this.#draft,
          change: (draft: Draft) => {
            this.#draft = draft;
            this.#draw();
          },
          publish: (channel, data) => this.#publish(channel, data),
          read: (channel) => this.#readHistory(channel),
        });
    }
  }
}

const stateText: Readonly<Record<LinkState, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  offline: 'Offline: trying again. What you see is from before.',
};

function viewOf(hash: string): View {
  const view = hash.slice(1);
  return Object.hasOwn(views, view) ? (view as View) : 'channels';
}
