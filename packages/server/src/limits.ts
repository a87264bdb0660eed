import { optionsSchema, type ServerOptions } from './options.ts';
import { type Rate, toBytes, toMilliseconds, toRate } from './units.ts';

/** The limits of the configuration as numbers: bytes, milliseconds, counts. */
export interface Limits {
  readonly frameBytes: number;
  readonly fragments: number;
  readonly queueBytes: number;
  readonly queueTimeMs: number;
  readonly cursorBytes: number;
  readonly apiBodyBytes: number;
  readonly channels: number;
  readonly commands: number;
  readonly commandRate: Rate;
  readonly refreshRate: Rate;
  readonly publishRate: Rate;
  readonly rpcRate: Rate;
  readonly connections: number;
  readonly connectionRate: Rate;
  readonly connectionWaitMs: number;
  readonly addressConnectionRate: Rate;
  readonly addressConnections: number;
  readonly addressFrameRate: Rate;
  readonly userConnects: Rate;
  readonly userConnections: number;
  readonly sessionConnects: Rate;
  readonly sessionConnections: number;
  readonly rememberedRates: number;
  readonly rememberedChannels: number;
  readonly recovery: number;
  readonly history: number;
  readonly rememberedTokens: number;
  readonly connectTimeoutMs: number;
  readonly pingMs: number;
  readonly pongMs: number;
  readonly backendTimeoutMs: number;
  readonly positionCheckMs: number;
  readonly expiryGraceMs: number;
  readonly tokenLifeMs: number;
  readonly idempotencyMs: number;
  readonly backendRetryMs: number;
  readonly revocationPullMs: number;
  readonly flushIntervalMs: number;
  readonly leaveGraceMs: number;
  readonly eventDelayMs: number;
  readonly eventBatch: number;
  readonly events: number;
}

/** Reads the limits of a checked configuration. */
export function readLimits(limits: ServerOptions['limits']): Limits {
  return {
    frameBytes: toBytes(limits.frame),
    fragments: limits.fragments,
    queueBytes: toBytes(limits.queue),
    queueTimeMs: toMilliseconds(limits.queueTime),
    cursorBytes: toBytes(limits.cursor),
    apiBodyBytes: toBytes(limits.apiBody),
    channels: limits.channels,
    commands: limits.commands,
    commandRate: toRate(limits.commandRate),
    refreshRate: toRate(limits.refreshRate),
    publishRate: toRate(limits.publishRate),
    rpcRate: toRate(limits.rpcRate),
    connections: limits.connections,
    connectionRate: toRate(limits.connectionRate),
    connectionWaitMs: toMilliseconds(limits.connectionWait),
    addressConnectionRate: toRate(limits.addressConnectionRate),
    addressConnections: limits.addressConnections,
    addressFrameRate: toRate(limits.addressFrameRate),
    userConnects: toRate(limits.userConnects),
    userConnections: limits.userConnections,
    sessionConnects: toRate(limits.sessionConnects),
    sessionConnections: limits.sessionConnections,
    rememberedRates: limits.rememberedRates,
    rememberedChannels: limits.rememberedChannels,
    recovery: limits.recovery,
    history: limits.history,
    rememberedTokens: limits.rememberedTokens,
    connectTimeoutMs: toMilliseconds(limits.connectTimeout),
    pingMs: toMilliseconds(limits.ping),
    pongMs: toMilliseconds(limits.pong),
    backendTimeoutMs: toMilliseconds(limits.backendTimeout),
    positionCheckMs: toMilliseconds(limits.positionCheck),
    expiryGraceMs: toMilliseconds(limits.expiryGrace),
    tokenLifeMs: toMilliseconds(limits.tokenLife),
    idempotencyMs: toMilliseconds(limits.idempotency),
    backendRetryMs: toMilliseconds(limits.backendRetry),
    revocationPullMs: toMilliseconds(limits.revocationPull),
    flushIntervalMs: toMilliseconds(limits.flushInterval),
    leaveGraceMs: toMilliseconds(limits.leaveGrace),
    eventDelayMs: toMilliseconds(limits.eventDelay),
    eventBatch: limits.eventBatch,
    events: limits.events,
  };
}

/** Takes those of other limits that a running server can: they hold for everybody who reads them from now on. */
export function reloadLimits(
  live: Limits,
  running: ServerOptions['limits'],
  wanted: ServerOptions['limits'],
): void {
  const schemas: Readonly<Record<string, object>> = optionsSchema.properties.limits.properties;
  const changed = Object.entries(wanted).filter(([name]) => 'reloads' in (schemas[name] ?? {}));
  Object.assign(live, readLimits({ ...running, ...Object.fromEntries(changed) }));
}
