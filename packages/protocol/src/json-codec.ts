import type { Codec, EmulationRequest } from './codec.ts';
import { ProtocolError, ProtocolErrorCode } from './codes.ts';
import { type Command, readCommand } from './command.ts';
import type { ConnectResult, Publication, Push, Reply, SubscribeResult } from './reply.ts';

/** The JSON encoding: one object a line, several lines a frame. */
export class JsonCodec implements Codec {
  readonly name = 'json';
  readonly #text = new TextDecoder('utf-8', { fatal: true });

  decode(frame: Uint8Array): Command[] {
    try {
      const commands: Command[] = [];
      for (const line of this.#text.decode(frame).split('\n')) {
        if (line.trim() !== '') {
          commands.push(readCommand(JSON.parse(line)));
        }
      }
      return commands;
    } catch (cause) {
      if (cause instanceof ProtocolError) {
        throw cause;
      }
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'expected JSON objects, one a line', { cause });
    }
  }

  decodeEmulation(body: Uint8Array): EmulationRequest {
    let fields: unknown;
    try {
      fields = JSON.parse(this.#text.decode(body));
    } catch (cause) {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'expected a JSON object', { cause });
    }
    const { session, data } = (fields ?? {}) as { readonly session?: unknown; readonly data?: unknown };
    if (typeof session !== 'string' || typeof data !== 'string') {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'expected session and data as text');
    }
    return { session, frame: Buffer.from(data) };
  }

  encode(replies: readonly Reply[]): Buffer {
    return Buffer.from(replies.map(encodeOne).join('\n'));
  }
}

// Publications hold JSON text, which JSON.stringify would quote: they are spliced in as they are.
function encodeOne(reply: Reply): string {
  if (reply === 'ping') {
    return '{}';
  }
  if ('push' in reply) {
    return `{"push":${encodePush(reply.push)}}`;
  }
  if ('connect' in reply) {
    return `{"id":${reply.id},"connect":${connectResult(reply.connect)}}`;
  }
  if ('subscribe' in reply) {
    return `{"id":${reply.id},"subscribe":${subscribeResult(reply.subscribe)}}`;
  }
  if ('history' in reply) {
    const { publications, ...position } = reply.history;
    return `{"id":${reply.id},"history":${withMember(position, 'publications', list(publications))}}`;
  }
  return JSON.stringify(reply);
}

function encodePush(push: Push): string {
  if ('pub' in push) {
    return withMember({ channel: push.channel }, 'pub', publication(push.pub));
  }
  if ('subscribe' in push) {
    return withMember({ channel: push.channel }, 'subscribe', subscribeResult(push.subscribe));
  }
  if ('connect' in push) {
    return withMember({}, 'connect', connectResult(push.connect));
  }
  return JSON.stringify(push);
}

function connectResult(result: ConnectResult): string {
  if (result.subs === undefined) {
    return JSON.stringify(result);
  }
  const { subs, ...rest } = result;
  const members = Object.entries(subs).map(
    ([name, result]) => `${JSON.stringify(name)}:${subscribeResult(result)}`,
  );
  return withMember(rest, 'subs', `{${members.join(',')}}`);
}

function subscribeResult(result: SubscribeResult): string {
  if (result.publications === undefined) {
    return JSON.stringify(result);
  }
  const { publications, ...rest } = result;
  return publications.length === 0
    ? JSON.stringify(rest)
    : withMember(rest, 'publications', list(publications));
}

function list(publications: readonly Publication[]): string {
  return `[${publications.map(publication).join(',')}]`;
}

function publication({ data, ...rest }: Publication): string {
  return withMember(rest, 'data', data);
}

function withMember(rest: object, name: string, json: string): string {
  const text = JSON.stringify(rest);
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}"${name}":${json}}`;
}
