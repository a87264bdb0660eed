import type { ClientInfo, Publication } from '@drupal-nodejs/protocol';
import type { Announcement, NewPublication } from '@drupal-nodejs/server';
import { toClientInfo } from '../client-info.ts';

/** What stands in Redis for a publication: who and tags as JSON, a line end, its data. */
export function toBody({ data, info, tags }: NewPublication): string {
  return `${info === undefined && tags === undefined ? '' : JSON.stringify({ info, tags })}\n${data}`;
}

/** Reads a publication. @throws SyntaxError for what is none */
export function fromBody(body: string): NewPublication {
  const end = body.indexOf('\n');
  if (end === -1) {
    throw new SyntaxError('expected a publication, got no line end');
  }
  const data = body.slice(end + 1);
  return end === 0 ? { data } : { data, ...readSender(body.slice(0, end)) };
}

/** What is pushed in a channel of Redis. */
export type Message =
  | { readonly announcement: 'join' | 'leave'; readonly info: ClientInfo }
  | { readonly publication: Publication; readonly epoch?: string };

/** Reads what was pushed. @throws SyntaxError for what no server of ours sends */
export function fromMessage(message: string): Message {
  const end = message.indexOf('\n');
  const head = message.slice(0, Math.max(end, 0));
  const body = message.slice(end + 1);
  if (head === 'join' || head === 'leave') {
    return { announcement: head, info: toClientInfo(JSON.parse(body)) };
  }
  const space = head.indexOf(' ');
  const offset = Number(head.slice(0, Math.max(space, 0)) || Number.NaN);
  if (!Number.isSafeInteger(offset)) {
    throw new SyntaxError('expected an offset and an epoch, got something else');
  }
  const publication = fromBody(body);
  return offset === 0
    ? { publication }
    : { publication: { offset, ...publication }, epoch: head.slice(space + 1) };
}

/** What is pushed for who comes or goes. */
export function toMessage(announcement: Announcement): string {
  return 'join' in announcement
    ? `join\n${JSON.stringify(announcement.join.info)}`
    : `leave\n${JSON.stringify(announcement.leave.info)}`;
}

// Whoever can write to Redis must still not be able to make a server send what is no frame.
function readSender(json: string): Pick<NewPublication, 'info' | 'tags'> {
  const sender: unknown = JSON.parse(json);
  if (typeof sender !== 'object' || sender === null) {
    throw new SyntaxError('expected {info, tags}, got something else');
  }
  const { info, tags } = sender as { readonly info?: unknown; readonly tags?: unknown };
  return {
    ...(info === undefined ? {} : { info: toClientInfo(info) }),
    ...(tags === undefined ? {} : { tags: toTags(tags) }),
  };
}

function toTags(tags: unknown): Readonly<Record<string, string>> {
  if (
    typeof tags !== 'object' ||
    tags === null ||
    !Object.values(tags).every((tag) => typeof tag === 'string')
  ) {
    throw new SyntaxError('expected tags that are texts, got something else');
  }
  return tags as Readonly<Record<string, string>>;
}
