import { ChatErrorCode } from '../../shared/error-code.ts';
import { ChatError } from '../chat-error.ts';
import type { Author } from '../people/author.ts';

/** Authors that are remembered at most; the one that was quiet longest is forgotten first. */
const rememberedAuthors = 100_000;

/** Milliseconds for which one word that somebody writes is enough. */
const typingMs = 3000;

/** How fast one account, or one guest's connection, may write. */
export interface PaceLimits {
  /** Lines that may come at once. */
  readonly burst: number;
  /** Lines a second in the long run. */
  readonly perSecond: number;
}

/** By what writers are told apart. */
type Writer = Pick<Author, 'uid' | 'client'>;

/** A line in a slow room. */
interface SlowLine {
  readonly at: number;
  readonly clientId: string;
}

interface Allowance {
  /** Lines that may come now, at `at`. */
  readonly left: number;
  readonly at: number;
}

/** Holds back who does too much at once; lines that are held back are kept by their client and go out again. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #now: () => number;
  readonly #authors = new Map<string, Allowance>();
  readonly #lastLine = new Map<string, SlowLine>();
  readonly #lastTyping = new Map<string, number>();

  constructor(limits: PaceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Counts a line.
   * @throws ChatError 1502
   */
  line(author: Writer): void {
    this.#take(nameOf(author), this.#now(), 'the line goes out in a moment');
  }

  /**
   * Has a line wait for its turn in a slow room: taken before it is written, as others may come meanwhile, and given
   * back if it isn't. The same line again needs no other turn.
   * @throws ChatError 1503, and what `write` throws
   */
  async inTurn<Result>(
    author: Writer,
    { room, client_id }: { readonly room: string; readonly client_id: string },
    slowSeconds: number,
    write: () => Promise<Result>,
  ): Promise<Result> {
    if (slowSeconds === 0) return write();
    const at = this.#now();
    const key = `${room} ${nameOf(author)}`;
    const last = this.#lastLine.get(key);
    if (last !== undefined && last.clientId !== client_id && at - last.at < slowSeconds * 1000) {
      throw new ChatError(
        ChatErrorCode.slowRoom,
        `This room takes a line every ${slowSeconds} seconds; yours goes out then.`,
      );
    }
    const own = { at: last?.clientId === client_id ? last.at : at, clientId: client_id };
    remember(this.#lastLine, key, own);
    try {
      return await write();
    } catch (error) {
      if (this.#lastLine.get(key) === own) {
        this.#lastLine.delete(key);
        if (last) this.#lastLine.set(key, last);
      }
      throw error;
    }
  }

  /**
   * Counts what isn't a line and yet is told to others: a change of one, a room, a report. What counts as more than is
   * left is done all the same, and waited for afterwards.
   * @throws ChatError 1502
   */
  deed(author: Writer, count = 1): void {
    this.#take(nameOf(author), this.#now(), 'try again in a moment', count);
  }

  /** Counts a question that the database has to read much for. @throws ChatError 1502 */
  question(author: Writer): void {
    this.#take(`question of ${nameOf(author)}`, this.#now(), 'try again in a moment');
  }

  /** Has it been a while since this author was told of as writing in the room? */
  mayTellOfTyping({ uid, client }: Writer, room: string): boolean {
    const key = `${room} ${uid} ${client}`;
    const now = this.#now();
    if (now - (this.#lastTyping.get(key) ?? -Infinity) < typingMs) return false;
    remember(this.#lastTyping, key, now);
    return true;
  }

  #take(author: string, now: number, comfort: string, count = 1): void {
    const { burst, perSecond } = this.#limits;
    const before = this.#authors.get(author) ?? { left: burst, at: now };
    const left = Math.min(burst, before.left + ((now - before.at) / 1000) * perSecond);
    if (left < 1) {
      throw new ChatError(ChatErrorCode.tooFast, `That was a lot at once; ${comfort}.`);
    }
    remember(this.#authors, author, { left: left - count, at: now });
  }
}

function nameOf({ uid, client }: Writer): string {
  return uid === 0 ? `guest ${client}` : String(uid);
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > rememberedAuthors ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
