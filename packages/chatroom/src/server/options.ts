import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { wrongPart } from './wrong-part.ts';

/** Names of rooms, as they stand after `chat:` in a channel. */
export const roomPattern = '^[a-z0-9][a-z0-9_.-]{0,63}$';

const grants = (description: string) =>
  Type.Array(
    Type.String({
      pattern: '^(user:[1-9][0-9]{0,9}|[a-z0-9_]{1,255})$',
      expects: 'a role id or user:UID',
    }),
    { description },
  );

const lists = Type.Object(
  {
    members: grants('Who reads and writes: Drupal role ids and user:UID.'),
    readers: Type.Optional(grants('Who only reads. Default: nobody.')),
  },
  { additionalProperties: false, expects: 'members and readers' },
);

const schema = Type.Object(
  {
    database: Type.String({
      minLength: 1,
      description: 'Drupal’s database, in the form of auth.session.database.',
    }),
    rooms: Type.Record(Type.String({ pattern: roomPattern }), lists, {
      minProperties: 1,
      additionalProperties: false,
      description: 'The rooms by name; each has the channel chat:NAME.',
      expects: 'names of lower-case letters, digits, _, . and -',
    }),
    site: Type.String({ default: 'default', description: 'The site whose accounts chat here.' }),
    maxBody: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 4000,
      description: 'Characters of a line.',
    }),
    maxWaiting: Type.Integer({
      minimum: 1,
      default: 10_000,
      description: 'Lines that may wait for their commit; one more is refused with 1501.',
    }),
  },
  { additionalProperties: false, expects: 'an object of options' },
);

/** Settings of the chat, as they stand in the push server's configuration. */
export type ChatOptions = Static<typeof schema>;

/**
 * Checks the plugin's options and fills in the defaults.
 * @throws TypeError naming the first wrong key, what was expected and what was found
 */
export function readOptions(options: unknown): ChatOptions {
  const filled = Value.Default(schema, structuredClone(options));
  if (Value.Check(schema, filled)) return filled;
  throw new TypeError(`chat options: ${wrongPart(schema, filled)}`);
}
