import type { Reply } from '@drupal-nodejs/protocol';

/** How replies become bytes on one kind of wire; one object each, so the hub can encode once per kind. */
export interface Encoding {
  /** Set where the bytes are the client's own: then it is asked for each, in the order in which they are written. */
  readonly isPersonal?: true;

  encode(replies: readonly Reply[]): Buffer;
}
