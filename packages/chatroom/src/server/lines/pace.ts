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
  readonly #lastLine = new Map<string, number>();
  readonly #lastTyping = new Map<string, number>();

  constructor(limits: PaceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Counts a line.
   * @throws ChatError 1502 too many lines · 1503 the room is slow
   */
  line({ uid, client }: Writer, room: string, slowSeconds: number): void {
    const now = this.#now();
    const author = nameOf({ uid, client });
    const key = `${room} ${author}`;
    const last = this.#lastLine.get(key);
    if (slowSeconds > 0 && last !== undefined && now - last < slowSeconds * 1000) {
      throw new ChatError(
        ChatErrorCode.slowRoom,
        `This room takes a line every ${slowSeconds} seconds; yours goes out then.`,
      );
    }
    this.#take(author, now, 'the line goes out in a moment');
    if (slowSeconds > 0) remember(this.#lastLine, key, now);
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
