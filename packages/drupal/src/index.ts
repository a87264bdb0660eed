// a site

export { createDrupal, Drupal, type DrupalOptions, type RequestHeaders } from './drupal.ts';
export { DrupalError, type DrupalErrorCode, drupalErrors } from './errors.ts';
export { readSettings, type SettingsSource, type SiteSettings } from './settings/read-settings.ts';

// who asks, and what they may

export type { Account } from './account/account.ts';
export { type AccountOptions, loadAccount } from './account/load-account.ts';
export { type CookieNameOptions, sessionCookieName } from './session/cookie-name.ts';
export { type DrupalSessionsOptions, openDrupalSessions } from './session/drupal-sessions.ts';
export { openRedisSessions, type RedisSessionsOptions } from './session/redis-sessions.ts';
export { hashSessionId, publicSid } from './session/session-id.ts';
export { uidOf as uidOfSession } from './session/session-payload.ts';
export type { KnownSession, SessionSource, StoredSession, TokenHolder } from './session/session-source.ts';
export {
  createSessionAuthenticator,
  type SessionAuthenticator,
  type SessionAuthenticatorOptions,
  type SessionCredentials,
  type SessionIdentity,
} from './session-authenticator.ts';

// what changed, and what Drupal should know

export { CacheTagWatch, type CacheTagWatchOptions } from './cache/cache-tag-watch.ts';
export { DatabaseLog, type LogEntry } from './log/database-log.ts';

// the database

export { bytes } from './database/bytes.ts';
export { retryConflicts } from './database/conflict.ts';
export { type GrantOptions, grantStatements } from './database/grants.ts';
export { type OpenOptions, openDatabase } from './database/open-database.ts';
export type { Drupal7Tables } from './schema/drupal7/tables.ts';
export type { DrupalTables } from './schema/drupal10/tables.ts';
export { generateTypes } from './schema/generate-types.ts';

// what is wrong

export { type DiagnosisOptions, diagnose, type Finding } from './doctor/diagnose.ts';

// where content is

export type { ContentName } from './path/content-at.ts';

// PHP's formats

export * from './php-serialize/index.ts';

// queues

export { type AdvancedJob, type AdvancedQueue, openAdvancedQueue } from './queue/advanced-queue.ts';
export { openQueue, type Queue } from './queue/queue.ts';
export type { QueueItem } from './queue/queue-item.ts';
export type { QueueEvent, QueueOptions } from './queue/queue-policy.ts';
export type { QueueHandler, QueueJob, QueueWorker, WorkOptions } from './queue/queue-worker.ts';
export {
  openRedisQueue,
  type RedisItem,
  type RedisQueue,
  type RedisQueueOptions,
} from './queue/redis-queue.ts';
export type { ClaimedBatch, ClaimedItem, WorkQueue } from './queue/work-queue.ts';
