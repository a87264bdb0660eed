import { JsonCodec } from '@drupal-nodejs/protocol';
import type { Encoding } from '../hub/encoding.ts';

const codec = new JsonCodec();
const newline = Buffer.from('\n');

/** JSON lines in the body of an endless answer. */
export const jsonLines: Encoding = {
  encode: (replies) => Buffer.concat([codec.encode(replies), newline]),
};

/** JSON in Server-Sent Events, one event for all replies of a frame. */
export const jsonEvents: Encoding = {
  encode: (replies) =>
    Buffer.from(`data: ${codec.encode(replies).toString().replaceAll('\n', '\ndata: ')}\n\n`),
};
