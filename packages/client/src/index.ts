export { Client, type ClientOptions, type ErrorListener, type History } from './client.ts';
export { ClientError, type ClientErrorCode, RequestError } from './client-error.ts';
export type { State, StateChange, StateListener } from './connection.ts';
export type {
  ChannelMember,
  Handler,
  Listener,
  Publication,
  StateLost,
  Subscribed,
  Unsubscribe,
} from './listener.ts';
export { origin, originHeaders } from './origin.ts';
export type { Position } from './positions.ts';
export type { WebStorage } from './site-storage.ts';
export type { TokenAnswer } from './token-route.ts';
