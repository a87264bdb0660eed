// the server

export { StartError, type StartErrorCode, startErrors } from './errors.ts';
export { Server, type ServerAddresses, type ServerParts } from './server.ts';

// configuration

export { loadOptions, type OptionsSource } from './configuration/load-options.ts';
export type { Limits } from './limits.ts';
export { type NamespaceOptions, optionsSchema, type ServerOptions, shippedNamespaces } from './options.ts';
export { toMilliseconds } from './units.ts';

// what others build for it

export type { Authenticator, Credentials, Identity } from './auth/authenticator.ts';
export type { Awaitable } from './awaitable.ts';
export type {
  Announcement,
  Broker,
  HistoryFilter,
  NewPublication,
  PublicationSink,
  PublishOptions,
  Retention,
  StreamSlice,
} from './broker/broker.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Engine, EngineSink, EngineSite } from './engine/engine.ts';
export type { BackendEvent, EventBatch, EventQueue, HeldBatch } from './events/event-queue.ts';
export type { PeerInbox, Peers } from './peers/peers.ts';
export {
  type Caller,
  type DrupalSite,
  type Plugin,
  PluginError,
  type PluginHost,
  type PublishAnswer,
  type Welcome,
} from './plugin/plugin.ts';
export { Plugins } from './plugin/plugins.ts';
export type { Presence, PresenceStats } from './presence/presence.ts';
export { MemoryRevocations } from './revocation/memory-revocations.ts';
export type { Grant, Revocation, Revocations } from './revocation/revocations.ts';
export type { Task, Timer } from './timer.ts';
export type { Usage, UsageSink } from './usage/usage.ts';
