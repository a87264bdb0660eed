import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { roomPattern } from './rooms/room-name.ts';
import { wrongPart } from './wrong-part.ts';

const grants = (description: string) =>
  Type.Array(
    Type.String({
      pattern: '^(user:[1-9][0-9]{0,9}|[a-z0-9_]{1,255})$',
    }),
    { description },
  );

const lists = Type.Object(
  {
    title: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'What the room is called. Default: its name.',
      }),
    ),
    owners: Type.Optional(grants('Who also changes the room. Default: nobody.')),
    moderators: Type.Optional(
      grants('Who also pins, takes lines of others away, mutes and bans. Default: nobody.'),
    ),
    members: grants('Who reads and writes: Drupal role ids and user:UID.'),
    readers: Type.Optional(grants('Who only reads. Default: nobody.')),
  },
  { additionalProperties: false },
);

const schema = Type.Object(
  {
    database: Type.String({
      minLength: 1,
      description: 'Drupal’s database, in the form of auth.session.database.',
    }),
    rooms: Type.Optional(
      Type.Record(Type.String({ pattern: roomPattern }), lists, {
        additionalProperties: false,
        description:
          'Rooms by name beside those that Drupal’s module makes; each has the channel chat:NAME. Default: none.',
      }),
    ),
    store: Type.Optional(
      Type.Enum(['sql', 'drupal'], {
        description:
          'Who writes the lines: the server by SQL, or Drupal, asked by `backend`, so that the site’s own code sees each before it is there. Default: sql.',
      }),
    ),
    events: Type.Optional(
      Type.Boolean({
        description: 'Tell Drupal’s module, by `backend`, which rooms changed. Default: false.',
      }),
    ),
    site: Type.Optional(Type.String({ description: 'The site whose accounts chat here. Default: default.' })),
    superUser: Type.Optional(
      Type.Boolean({
        description:
          'May user 1 begin conversations whatever its roles? Drupal’s security.enable_super_user. Default: true.',
      }),
    ),
    maxBody: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100_000, description: 'Characters of a line. Default: 4000.' }),
    ),
    pace: Type.Optional(
      Type.Object(
        {
          burst: Type.Integer({ minimum: 1, description: 'Lines that may come at once.' }),
          perSecond: Type.Number({ exclusiveMinimum: 0, description: 'Lines a second in the long run.' }),
        },
        {
          additionalProperties: false,
          description:
            'How fast one account may write, change lines and make rooms, and as often look for lines; also how fast programs may write in one room. Default: 20 at once, 2 a second.',
        },
      ),
    ),
    maxWaiting: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Lines that may wait for their commit; one more is refused with 1501. Default: 10000.',
      }),
    ),
  },
  { additionalProperties: false },
);

const defaults = {
  rooms: {},
  store: 'sql' as 'sql' | 'drupal',
  events: false,
  site: 'default',
  superUser: true,
  maxBody: 4000,
  pace: { burst: 20, perSecond: 2 },
  maxWaiting: 10_000,
};

/** Settings of the chat, as they stand in the push server's configuration. */
export type ChatOptions = Static<typeof schema> & typeof defaults;

/**
 * Checks the plugin's options and fills in the defaults.
 * @throws TypeError naming the first wrong key, what was expected and what was found
 */
export function readOptions(options: unknown): ChatOptions {
  if (Value.Check(schema, options)) return { ...defaults, ...options };
  throw new TypeError(`chat options: ${wrongPart(schema, options)}`);
}
