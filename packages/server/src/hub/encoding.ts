import type { Reply } from '@drupal-nodejs/protocol';

/** How replies become bytes on one kind of wire; one object each, so the hub can encode once per kind. */
export interface Encoding {
  encode(replies: readonly Reply[]): Buffer;
}
