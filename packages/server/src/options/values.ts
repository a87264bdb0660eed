import { type TObject, type TProperties, type TRecord, type TSchema, Type } from 'typebox';
import {
  durationPattern,
  longestTimer,
  ratePattern,
  sizePattern,
  spanPattern,
  toMilliseconds,
} from '../units.ts';

// What the keys of the configuration can hold.

/** Marks a key that a running server takes another value of, when it is told to reload. */
export const reloads = { reloads: true };

/** An object without unknown keys. */
export const closed = <T extends TProperties>(
  properties: T,
  description: string,
  options: object = {},
): TObject<T> => Type.Object(properties, { additionalProperties: false, description, ...options });

/** A length of time, as in `250ms`. */
export const duration = (value: string, description: string, options: object = {}) =>
  Type.String({ pattern: durationPattern, default: value, description, expects: 'duration', ...options });

/** The same where none would be a mistake: what is repeated without a pause, or given no time at all. */
export const span = (value: string, description: string, options: object = {}) =>
  duration(value, description, { pattern: spanPattern, expects: 'duration above zero', ...options });

/** The same, that somebody has to answer. */
export const patience = (value: string, description: string) =>
  Type.Refine(
    span(value, description, { expects: `duration from 1ms to ${longestTimer}` }),
    (text) => !isSpan.test(text) || toMilliseconds(text) <= toMilliseconds(longestTimer),
  );

const isSpan = new RegExp(spanPattern);

/** A number of bytes, as in `64KB`. */
export const size = (value: string, description: string, options: object = {}) =>
  Type.String({ pattern: sizePattern, default: value, description, expects: 'size', ...options });

/** So many in so long, as in `300/s`; they may come at once. */
export const rate = (value: string, description: string, options: object = {}) =>
  Type.String({ pattern: ratePattern, default: value, description, expects: 'rate', ...options });

/** A number from 1 on. */
export const count = (value: number, description: string, options: object = {}) =>
  Type.Integer({ minimum: 1, default: value, description, ...options });

/** True or false. */
export const flag = (value: boolean, description: string, options: object = {}) =>
  Type.Boolean({ default: value, description, ...options });

/** Where to listen. */
export const address = (value: string, description: string) =>
  Type.Refine(Type.String({ default: value, description, expects: 'host:port' }), (text) => {
    const [, port] = /^(?:\[[0-9a-fA-F:.]+\]|[^:\s]+):([0-9]{1,5})$/.exec(text) ?? [];
    return Number(port) < 65_536;
  });

/** An origin, as browsers write it. */
export const origin = Type.Refine(
  Type.String({ expects: 'origin as browsers write it, such as https://example.com' }),
  (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
);

/** Where a Drupal answers. */
export const drupalUrl = (example: string, description: string, pattern = '^https?://') =>
  // Nobody asks an address with a user and a password in it: fetch refuses it, as browsers do.
  Type.Refine(
    Type.String({
      pattern,
      description,
      expects: 'http(s) URL without user and password',
      example,
    }),
    (text) => {
      const url = URL.parse(text);
      return url !== null && url.username === '' && url.password === '';
    },
  );

/** A key that nobody guesses. */
export const secret = (description: string) =>
  // A line's end, taken over from a file, would be a part of it on one side only.
  Type.String({
    minLength: 32,
    pattern: '^\\S(.*\\S)?$',
    description,
    expects: 'secret of at least 32 characters, with no white space before or behind it',
  });

/** What a key is called. */
export const keyId = Type.String({
  pattern: '^[A-Za-z0-9_.-]{1,64}$',
  description: 'Name of the key; it may be seen.',
});

/** Blocks by name. */
export const map = <T extends TSchema>(
  name: string,
  member: T,
  description: string,
  options: object = {},
): TRecord<string, T> =>
  // Without `propertyNames`, what stands under a name that can't be would be taken for nothing.
  Type.Record(Type.String({ pattern: name }), member, {
    default: {},
    description,
    propertyNames: { pattern: name },
    ...options,
  }) as TRecord<string, T>;
