import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { PushApi } from './push/push-api.ts';

/** The channel on which pages are told of what happens. */
export const happeningsChannel = 'content:happenings';

/** Something that happened on the site. */
export interface Happening {
  readonly run: string;
  /** The first of a run is 1. */
  readonly seq: number;
  /** Unix milliseconds. */
  readonly at: number;
}

/** What a page that asks is answered. */
export interface Asked {
  /** Requests for this run so far, this one included. */
  readonly requests: number;
  readonly happened: readonly Happening[];
}

/** Lets things happen, tells those who listen, and keeps them for those who ask: the same for both. */
export class Happenings {
  readonly #api: PushApi;
  readonly #end = new AbortController();
  #run = '';
  #happened: Happening[] = [];
  #requests = 0;
  #playing: Promise<void> | undefined;

  constructor(api: PushApi) {
    this.#api = api;
  }

  /** Begins a run; undefined while another is under way. */
  begin(of: number, everyMs: number): { run: string; of: number } | undefined {
    if (this.#playing !== undefined) return undefined;
    const run = `h-${randomBytes(4).toString('hex')}`;
    this.#run = run;
    this.#happened = [];
    this.#requests = 0;
    this.#playing = this.#play(run, of, everyMs).finally(() => {
      this.#playing = undefined;
    });
    return { run, of };
  }

  /** Answers a page that asks; undefined when the run is over and forgotten. */
  ask(run: string): Asked | undefined {
    if (run !== this.#run) return undefined;
    this.#requests++;
    return { requests: this.#requests, happened: this.#happened };
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#playing;
  }

  async #play(run: string, of: number, everyMs: number): Promise<void> {
    try {
      for (let seq = 1; seq <= of; seq++) {
        await delay(everyMs, undefined, { signal: this.#end.signal });
        const happening = { run, seq, at: Date.now() };
        this.#happened.push(happening);
        await this.#api.offer(happeningsChannel, happening);
      }
    } catch (error) {
      if (!this.#end.signal.aborted) throw error;
    }
  }
}
