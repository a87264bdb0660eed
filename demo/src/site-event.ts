import type { HostName } from './hosts.ts';

/** The classic steps of one connection, plus what may stand in their place. */
export type TraceStep =
  | 'page'
  | 'connect'
  | 'asked'
  | 'channels'
  | 'ok'
  | 'remembered'
  | 'session'
  | 'refused';

/** A step of the way from a page to its live connection. */
export interface TraceEvent {
  readonly type: 'trace';
  readonly step: TraceStep;
  readonly host: HostName;
  /** Names one connection; the page step has none yet. */
  readonly connection?: string;
  /** The n-th connection with this token that is open. */
  readonly tab?: number;
  /** Absent while nobody knows whose token it is, such as after a log-out; so is the name. */
  readonly user?: string;
  readonly name?: string;
  readonly ms: number;
  readonly bytes: number;
  readonly detail?: string;
}

/** The push server's process starts, is up or has ended. */
export interface ServerEvent {
  readonly type: 'server';
  readonly state: 'starting' | 'up' | 'down';
  readonly why: 'start' | 'killed' | 'restart' | 'upgrade' | 'stop';
  /** Absent while there is no process. */
  readonly pid?: number;
  readonly ms?: number;
}

/** An event with its running number and time (unix milliseconds). */
export type Logged<Event> = Event & { readonly id: number; readonly at: number };
