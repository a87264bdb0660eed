import { Type } from 'typebox';
import { count, duration, patience, rate, reloads, size, span } from './values.ts';

export const limits = Type.Object(
  {
    frame: size('64KB', 'Longest inbound frame.'),
    fragments: count(64, 'Pieces in which an inbound message may come.'),
    queue: size('1MB', 'Bytes that may wait for one slow reader before it is closed (3008).', reloads),
    queueTime: span(
      '10s',
      'How long something may wait for a slow reader before it is closed (3008); looked at when more is to be sent.',
      reloads,
    ),
    channels: count(128, 'Subscriptions of one connection.', reloads),
    commands: count(256, 'Commands of one connection that may wait for their answers.', reloads),
    commandRate: rate(
      '200/s',
      'Commands of one connection, pings and pongs among them; more are error 111, twice as many end it (3013).',
      reloads,
    ),
    refreshRate: rate(
      '100/s',
      'Clients sent for new tokens when rights of many change; faster only where `drainWindow` would be too short.',
      reloads,
    ),
    publishRate: rate('100/s', 'Publications of one user’s clients; more are error 111.', reloads),
    rpcRate: rate('100/s', 'Calls (rpc) of one user’s clients; more are error 111.', reloads),
    connections: count(
      100_000,
      'Sockets of clients at once, everybody’s; fewer where the process may open fewer files, of which 256 (or half) are kept for all else. More are cut off.',
      reloads,
    ),
    connectionRate: rate(
      '1000/s',
      'New connections of everybody, let in evenly: a crowd that comes at once waits in line.',
      reloads,
    ),
    connectionWait: duration(
      '3s',
      'Longest wait in that line; who would wait longer is sent away for a moment (3013).',
      reloads,
    ),
    addressConnectionRate: rate('600/m', 'New connections from one address; more are 3013.', reloads),
    addressConnections: count(
      200,
      'Connections from one address at once; more are 3013, and of more than twice as many sockets each is cut off, whatever they are for. Not counted by address where that says nothing: a private one, without `trustedProxies`.',
      reloads,
    ),
    addressFrameRate: rate(
      '200/s',
      'Frames from one address, each in a request (`POST emulation`), for connections at other servers on the same store; more get HTTP 429. Counted by address as `addressConnections` is.',
      reloads,
    ),
    userConnects: rate('300/m', 'Connects of one user; more are error 111.', reloads),
    userConnections: count(50, 'Connections of one user at once; more are closed (3504).', reloads),
    sessionConnects: rate('120/m', 'Connects of one session; more are error 111.', reloads),
    sessionConnections: count(20, 'Connections of one session at once; more are closed (3504).', reloads),
    rememberedRates: count(
      100_000,
      'Most addresses, users and sessions whose rates are remembered, of each kind of rate: half of them, those that were quiet for longest, are forgotten together.',
      reloads,
    ),
    rememberedChannels: count(
      100_000,
      'Channels of a site remembered by the engine `memory`, beyond which those are forgotten that nobody published to and nobody listens to: who comes back to one is told that something may be missing.',
    ),
    recovery: count(
      300,
      'Publications handed to one returning subscriber; beyond that `recovered` is false.',
      reloads,
    ),
    history: count(1000, 'Publications one history call may return.', reloads),
    cursor: size('4KB', 'Longest `id` of an event for EventSource, which comes back as a header.'),
    apiBody: size('1MB', 'Longest body of an API request.'),
    connectTimeout: span('10s', 'Time to make a request, and then to authenticate.'),
    ping: span('25s', 'Pause between the server’s pings.'),
    pong: span('8s', 'Time to answer one; shorter than `ping`.'),
    backendTimeout: patience('5s', 'Time Drupal has to answer.'),
    positionCheck: span('20s', 'Pause between two looks for publications that got lost on the way.'),
    rememberedTokens: count(
      100_000,
      'Answers about tokens that are remembered at once, and as many refusals.',
    ),
    expiryGrace: duration('25s', 'Time a client has for a refresh after its token expired.', reloads),
    tokenLife: span('24h', 'Longest life of a token; revocations are kept that long.'),
    idempotency: duration('5m', 'How long an idempotency key is remembered.'),
    backendRetry: span('30s', 'Longest pause between two tries to reach Drupal.'),
    revocationPull: span(
      '15s',
      'Pause between two questions to Drupal for revocations it could not deliver.',
      reloads,
    ),
    flushInterval: duration(
      '1m',
      'Shortest pause between two requests to Drupal to send what waits there.',
      reloads,
    ),
    leaveGrace: duration(
      '10s',
      'How long a user or a channel’s listeners may be away before Drupal is told.',
    ),
    eventDelay: duration('200ms', 'How long events are gathered before they go to Drupal together.', reloads),
    eventBatch: count(100, 'Events in one request to Drupal.', reloads),
    events: count(10_000, 'Events that may wait while Drupal is away; the oldest go first.', reloads),
  },
  { additionalProperties: false, default: {}, description: 'Every limit, by name.' },
);
