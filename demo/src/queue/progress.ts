/** Drupal's name of the demo's queue. */
export const queueName = 'demo_work';

/** Where the worker tells of each item that is done. */
export const progressChannel = 'content:work';

/** The worker's line on its standard output when it stands where it shall be killed. */
export const killMe = 'kill -9';

/** What the worker tells. */
export interface Progress {
  readonly job: string;
  /** The first of a job is 1. */
  readonly item: number;
  /** Items of the job. */
  readonly of: number;
  /** More than 1: an earlier worker died with it. */
  readonly attempt: number;
  /** Process that did it. */
  readonly pid: number;
}

/** What a worker is started with: a line of JSON on its standard input. */
export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly apiPort: number;
  readonly apiKey: string;
}
