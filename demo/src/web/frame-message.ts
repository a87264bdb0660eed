import type { FrameHost } from './settings.ts';

/** How a person's page stands: quiet words for it are in the badge. */
export type LinkState = 'connecting' | 'live' | 'offline' | 'ended' | 'logged-out';

/** What the page may ask of a person's page. */
export type Order =
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'log-in' }
  | { readonly type: 'log-out' }
  | { readonly type: 'count'; readonly run?: string | undefined };

/** What stands on a person's page when it is counted. */
export interface Witness {
  /** True once the chat and the numbered messages are both listened to. */
  readonly isReady: boolean;
  /** client_id of each line of the chat, in the order drawn. */
  readonly lines: readonly string[];
  /** Own lines that wait for the network. */
  readonly kept: number;
  /** Texts of the notes drawn from the role's channel, oldest first. */
  readonly notes: readonly string[];
  /** Whether the role's channel is heard. */
  readonly hasRole: boolean;
  /** The newest break-it run, or the one asked for. */
  readonly run: string;
  /** Numbers seen of that run, doubles included. */
  readonly seqs: readonly number[];
  /** False when the server said during that run that publications were lost. */
  readonly recovered: boolean;
}

/** From a person's page to the demo's page. */
export type FrameReport =
  | {
      readonly type: 'state';
      readonly state: LinkState;
      readonly at: number;
      readonly kept: number;
      readonly reason: string;
    }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

export interface FromFrame {
  readonly demo: 'from-frame';
  readonly host: FrameHost;
  readonly report: FrameReport;
}

export interface ToFrame {
  readonly demo: 'to-frame';
  readonly id: number;
  readonly order: Order;
}

/** True for what a person's page posts; the caller has checked origin and source. */
export function isFromFrame(data: unknown): data is FromFrame {
  return typeof data === 'object' && data !== null && 'demo' in data && data.demo === 'from-frame';
}

/** True for what the demo's page posts; the caller has checked origin and source. */
export function isToFrame(data: unknown): data is ToFrame {
  return typeof data === 'object' && data !== null && 'demo' in data && data.demo === 'to-frame';
}
