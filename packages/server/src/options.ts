import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { durationPattern, sizePattern } from './units.ts';

// Every key has a description and, unless it is required, a default: `docs/options.md` is made from this schema.

const closed = <T extends TProperties>(properties: T, description: string): TObject<T> =>
  Type.Object(properties, { additionalProperties: false, description });

const duration = (value: string, description: string) =>
  Type.String({ pattern: durationPattern, default: value, description, expects: 'duration' });
const size = (value: string, description: string) =>
  Type.String({ pattern: sizePattern, default: value, description, expects: 'size' });
const count = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description });
const flag = (value: boolean, description: string) => Type.Boolean({ default: value, description });

const address = (value: string, description: string) =>
  Type.Refine(Type.String({ default: value, description, expects: 'host:port' }), (text) => {
    const [, port] = /^(?:\[[0-9a-fA-F:.]+\]|[^:\s]+):([0-9]{1,5})$/.exec(text) ?? [];
    return Number(port) < 65_536;
  });
const origin = Type.Refine(
  Type.String({ expects: 'origin as browsers write it, such as https://example.com' }),
  (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
);

const secret = (description: string) =>
  Type.String({ minLength: 32, description, expects: 'secret of at least 32 characters' });
const keyId = Type.String({
  pattern: '^[A-Za-z0-9_.-]{1,64}$',
  description: 'Name of the key; it may be seen.',
});

const namespaceOptions = closed(
  {
    historySize: Type.Integer({
      minimum: 0,
      default: 0,
      description: 'Publications kept per channel; 0 keeps none.',
    }),
    historyTtl: duration('0s', 'How long they are kept.'),
    recover: flag(
      false,
      'Clients get what they missed, or are told that something is missing. Needs a history.',
    ),
    recovery: Type.Union([Type.Literal('stream'), Type.Literal('cache')], {
      default: 'stream',
      description:
        'What a subscriber of a channel with `recover` gets: all it missed, or the newest publication alone, from the first time on.',
    }),
    presence: flag(false, 'Subscribers may ask who is there.'),
    joinLeave: flag(false, 'Subscribers are told who comes and goes.'),
    clientSubscribe: flag(false, 'Every connection may subscribe without a token.'),
    clientPublish: flag(false, 'Subscribers may publish.'),
  },
  'What the channels of a namespace can do.',
);

const tokenKey = closed(
  {
    id: keyId,
    algorithm: Type.Union(
      [
        Type.Literal('HS256'),
        Type.Literal('HS384'),
        Type.Literal('HS512'),
        Type.Literal('RS256'),
        Type.Literal('ES256'),
        Type.Literal('EdDSA'),
      ],
      { default: 'HS256', description: 'The only algorithm accepted with this key.' },
    ),
    secret: Type.Optional(secret('The key itself, for HS256, HS384 and HS512.')),
    publicKey: Type.Optional(
      Type.String({
        pattern: '^-----BEGIN ',
        description: 'The public key for the others (Ed25519 for EdDSA), as PEM text.',
        expects: 'PEM text',
      }),
    ),
  },
  'A key that signs tokens; a token names it as `kid`.',
);

const auth = Type.Object(
  {
    token: Type.Optional(
      closed(
        {
          keys: Type.Array(tokenKey, { default: [], description: 'Several keys serve rotation.' }),
          jwks: Type.Optional(
            Type.String({ description: 'File with more public keys, as a JWK set; read at the start.' }),
          ),
        },
        'Tokens (JWT) signed by Drupal, verified by `keys` or `jwks`.',
      ),
    ),
    callback: Type.Optional(
      closed(
        {
          url: Type.String({
            pattern: '^https?://',
            description: 'Drupal’s message route.',
            expects: 'http(s) URL',
          }),
          serviceKey: secret('Sent with every question, so that Drupal knows who asks.'),
          remember: duration('5m', 'How long an answer is remembered, unless Drupal says less.'),
          rememberRefused: duration('10s', 'How long a refusal is remembered.'),
        },
        'Any other token is asked about at Drupal, once.',
      ),
    ),
    session: Type.Optional(
      closed(
        {
          database: Type.String({
            description: 'Drupal’s database as a URL, `sqlite://localhost//path/to/db.sqlite`.',
            expects: 'database URL',
          }),
          schema: Type.Literal('auto', { default: 'auto', description: 'Version of Drupal’s tables.' }),
          baseUrl: Type.String({
            pattern: '^https?://',
            description: 'Address of the site, which names its cookie.',
            expects: 'http(s) URL',
          }),
          cookieDomain: Type.String({
            default: '',
            description: 'Drupal’s `cookie_domain`, where it is set.',
          }),
          nameSuffix: Type.String({ default: '', description: 'Drupal’s `name_suffix`, where it is set.' }),
          channels: Type.Array(Type.String(), {
            default: ['user:{uid}', 'role:{rid}'],
            description: 'Channels of a logged-in user; `{rid}` stands for each of the roles.',
          }),
        },
        'Drupal’s session cookie, read from its database by `@drupal-nodejs/drupal`.',
      ),
    ),
    anonymous: flag(false, 'Visitors who bring nothing may connect.'),
  },
  { additionalProperties: false, default: {}, description: 'Who may connect. At least one way must be set.' },
);

const limits = {
  frame: size('64KB', 'Longest inbound frame.'),
  queue: size('1MB', 'Bytes that may wait for one slow reader before it is closed (3008).'),
  channels: count(128, 'Subscriptions of one connection.'),
  commands: count(256, 'Commands of one connection that may wait for their answers.'),
  recovery: count(300, 'Publications handed to one returning subscriber; beyond that `recovered` is false.'),
  history: count(1000, 'Publications one history call may return.'),
  apiBody: size('1MB', 'Longest body of an API request.'),
  connectTimeout: duration('10s', 'Time to authenticate after the handshake.'),
  ping: duration('25s', 'Pause between the server’s pings.'),
  pong: duration('8s', 'Time to answer one.'),
  backendTimeout: duration('5s', 'Time Drupal has to answer.'),
  positionCheck: duration('20s', 'Pause between two looks for publications that got lost on the way.'),
  rememberedTokens: count(100_000, 'Answers about tokens that are remembered at once, and as many refusals.'),
  expiryGrace: duration('25s', 'Time a client has for a refresh after its token expired.'),
  tokenLife: duration('24h', 'Longest life of a token; revocations are kept that long.'),
  idempotency: duration('5m', 'How long an idempotency key is remembered.'),
  backendRetry: duration('30s', 'Longest pause between two tries to reach Drupal.'),
  revocationPull: duration(
    '15s',
    'Pause between two questions to Drupal for revocations it could not deliver.',
  ),
  flushInterval: duration('1m', 'Shortest pause between two requests to Drupal to send what waits there.'),
  leaveGrace: duration('10s', 'How long a user or a channel’s listeners may be away before Drupal is told.'),
  eventDelay: duration('200ms', 'How long events are gathered before they go to Drupal together.'),
  eventBatch: count(100, 'Events in one request to Drupal.'),
  events: count(10_000, 'Events that may wait while Drupal is away; the oldest go first.'),
};

// A map's members get their defaults only if they have one themselves.
const proxy = <T extends TProperties>(path: string, description: string, more: T) =>
  Type.Object({ ...proxyOptions(path), ...more }, { additionalProperties: false, default: {}, description });

const proxyOptions = (path: string) => ({
  path: Type.String({
    pattern: '^/',
    default: path,
    description: 'Path below `backend.url`.',
    expects: 'path',
  }),
  timeout: duration('5s', 'Time Drupal has to answer; after that the client gets error 100.'),
});

const eventType = Type.Union([
  Type.Literal('connect'),
  Type.Literal('disconnect'),
  Type.Literal('subscribe'),
  Type.Literal('unsubscribe'),
  Type.Literal('occupied'),
  Type.Literal('vacated'),
  Type.Literal('online'),
  Type.Literal('offline'),
]);

const namespaceName = Type.String({ pattern: '^[^:\\s]*$' });

const backend = Type.Optional(
  closed(
    {
      url: Type.String({
        pattern: '^https?://[^?#\\s]+$',
        description: 'Where the server reaches the site.',
        expects: 'http(s) URL',
      }),
      keys: Type.Array(
        closed({ id: keyId, secret: secret('Signs `X-Nodejs-Signature`.') }, 'A key of Drupal’s.'),
        {
          minItems: 1,
          description: 'Drupal knows one of them; several serve rotation.',
        },
      ),
      events: Type.Array(eventType, {
        default: [],
        description:
          'What Drupal is told: `connect`, `disconnect`, `subscribe`, `unsubscribe`, `occupied`, `vacated`, `online`, `offline`.',
      }),
      rpc: Type.Record(
        Type.String({ pattern: '^[^\\s]+$' }),
        proxy('/nodejs/rpc', 'By method, or by what stands before its first dot.', {
          coalesce: flag(false, 'Equal questions of one session at the same time are asked once.'),
        }),
        { default: {}, description: 'Methods that Drupal answers.' },
      ),
      subscribe: Type.Record(namespaceName, proxy('/nodejs/subscribe', 'By namespace.', {}), {
        default: {},
        description: 'Namespaces where Drupal decides who may subscribe without a token.',
      }),
      publish: Type.Record(namespaceName, proxy('/nodejs/publish', 'By namespace.', {}), {
        default: {},
        description: 'Namespaces where Drupal decides about what clients publish.',
      }),
    },
    'The Drupal that owns the users: told of events, asked for clients and for revocations.',
  ),
);

const history = { historySize: 100, historyTtl: '5m', recover: true } as const;

/** Namespaces every server knows unless its configuration says otherwise. */
export const shippedNamespaces: Readonly<Record<string, Partial<NamespaceOptions>>> = {
  '': history,
  user: history,
  role: history,
  session: history,
  content: history,
  entity: history,
  view: history,
  presence: { ...history, presence: true, joinLeave: true },
  chat: { presence: true, joinLeave: true },
};

/** The configuration of the push server; each key is also an environment variable, `NODEJS_API_LISTEN`. */
export const optionsSchema = closed(
  {
    listen: address('127.0.0.1:8080', 'Where clients connect.'),
    publicPath: Type.String({
      pattern: '^/([^?#\\s]*/)?$',
      default: '/',
      description: 'Path before `connection/…`; begins and ends with a slash.',
      expects: 'path',
    }),
    origins: Type.Array(origin, {
      default: [],
      description: 'Origins whose pages may connect, each written out: `https://example.com`.',
    }),
    api: closed(
      {
        listen: address('127.0.0.1:8081', 'Where Drupal publishes; keep it off the internet.'),
        keys: Type.Array(closed({ id: keyId, secret: secret('Sent as `X-API-Key`.') }, 'A key of the API.'), {
          minItems: 1,
          description: 'Several keys serve rotation.',
        }),
      },
      'The server API.',
    ),
    auth,
    engine: Type.Object(
      {
        type: Type.Literal('memory', { default: 'memory', description: 'Where channels live.' }),
        snapshot: Type.String({
          default: './drupal-nodejs.snapshot',
          description: 'File that carries the channels over a restart; "" for none.',
        }),
      },
      {
        additionalProperties: false,
        default: {},
        description: 'What keeps publications, presence and revocations.',
      },
    ),
    channels: Type.Object(
      {
        defaults: Type.Object(namespaceOptions.properties, {
          additionalProperties: false,
          default: {},
          description: 'What holds for every namespace that does not say otherwise.',
        }),
        namespaces: Type.Record(
          Type.String({ pattern: '^[^:\\s]*$' }),
          Type.Partial(namespaceOptions, {
            additionalProperties: false,
            description: 'Any key of `channels.defaults`.',
          }),
          {
            default: {},
            description:
              'Namespaces by name, merged over the shipped ones; a channel of any other is error 102.',
          },
        ),
      },
      { additionalProperties: false, default: {}, description: 'Channels and their namespaces.' },
    ),
    backend,
    limits: Type.Object(limits, {
      additionalProperties: false,
      default: {},
      description: 'Every limit, by name.',
    }),
    drainWindow: duration(
      '30s',
      'Longest time over which a stopping server sends its clients away, a thousand a second.',
    ),
    metrics: flag(true, '`GET /metrics` on the API’s address, in Prometheus’ form.'),
    plugins: Type.Array(
      closed(
        {
          module: Type.String({ description: 'Module whose `createPlugin(options)` makes the plugin.' }),
          options: Type.Unknown({ default: {}, description: 'Handed to the plugin, which checks them.' }),
        },
        'A plugin.',
      ),
      { default: [], description: 'Features beside the server, such as the chatroom.' },
    ),
  },
  'Configuration of the push server.',
);

/** The whole configuration, defaults filled in. */
export type ServerOptions = Static<typeof optionsSchema>;

/** What the channels of a namespace can do. */
export type NamespaceOptions = Static<typeof namespaceOptions>;

export type AuthOptions = ServerOptions['auth'];
