/** What a page saw of one run of numbered messages. */
export interface Ticks {
  readonly seqs: readonly number[];
  /** False when the page was told that publications were lost. */
  readonly recovered: boolean;
}

/** One open page of somebody; every method waits until it is so, and rejects when it doesn't come. */
export interface Tab {
  /** The connection stands. */
  isLive(): Promise<void>;
  /** The connection was ended for good. */
  isOver(): Promise<void>;
  say(line: string): Promise<void>;
  sees(line: string): Promise<void>;
  seesPerson(name: string): Promise<void>;
  seesNotice(text: string): Promise<void>;
  /** Whether a notice is there at this moment. */
  hasNotice(text: string): Promise<boolean>;
  reload(): Promise<void>;
  /** All that arrived of a run, once `count` different ones are there or the page was told of a loss. */
  ticks(run: string, count: number): Promise<Ticks>;
}

/** The main page of whoever reads the log. */
export interface Desk {
  isLive(): Promise<void>;
  seesLog(text: string): Promise<void>;
  seesNotice(text: string): Promise<void>;
  /** Has things happen, and sees them by asking and by being told. */
  comparesPolling(): Promise<Compared>;
  seesArticle(title: string): Promise<void>;
  /** Queues a job, kills the worker in its middle, and sees it done. */
  worksQueue(): Promise<Worked>;
}

/** What a page saw of the same events in two ways. */
export interface Compared {
  /** What asking took; being told takes none. */
  readonly requests: number;
  readonly polled: number;
  readonly pushed: number;
}

/** What a page saw of a job of the queue. */
export interface Worked {
  readonly of: number;
  /** Different items that were done. */
  readonly done: number;
  /** Processes that did them. */
  readonly workers: number;
}

/** Everybody in the story. */
export interface Cast {
  readonly via: 'browser' | 'sdk';
  /** The main page, with admin logged in. */
  desk(): Promise<Desk>;
  /** Somebody's page on a host, logged in; a second one on the same host is a second tab. */
  open(host: 'alice' | 'bob' | 'phone'): Promise<Tab>;
  close(): Promise<void>;
}
