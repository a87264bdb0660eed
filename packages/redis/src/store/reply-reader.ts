/** What Redis says: a text, a number, nothing, a refusal, or a list of these. */
export type Reply = string | number | null | Error | readonly Reply[];

const cr = 13;
const minus = 45;
const zero = 48;

/** Reads replies in the protocol of Redis, version 2, as their bytes come. */
export class ReplyReader {
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes before which the first reply can't be whole: a long one is looked at once, not with each chunk. */
  #wanted = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Takes what came; returns the replies that are whole now. @throws SyntaxError for bytes that no Redis sends */
  read(chunk: Buffer): Reply[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) {
      return [];
    }
    this.#bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#length);
    this.#at = 0;
    const replies: Reply[] = [];
    for (;;) {
      const start = this.#at;
      const reply = this.#next(start);
      if (reply === undefined) {
        this.#chunks = [this.#bytes.subarray(start)];
        this.#length = this.#bytes.length - start;
        return replies;
      }
      replies.push(reply);
    }
  }

  /** The reply here, unless it is not whole; `start` is where the outermost one begins. */
  #next(start: number): Reply | undefined {
    this.#wanted = 0;
    const bytes = this.#bytes;
    const end = bytes.indexOf(cr, this.#at);
    if (end === -1 || end + 1 === bytes.length) {
      return undefined;
    }
    const type = String.fromCharCode(bytes[this.#at] ?? 0);
    const begin = this.#at + 1;
    this.#at = end + 2;
    switch (type) {
      case '+':
        return bytes.toString('utf8', begin, end);
      case '-':
        return new Error(bytes.toString('utf8', begin, end));
      case ':':
        return this.#number(begin, end);
      case '$':
        return this.#text(this.#number(begin, end), start);
      case '*':
        return this.#list(this.#number(begin, end), start);
      default:
        throw new SyntaxError(`expected a reply of Redis, found “${type}”`);
    }
  }

  /** There are three in each message: by way of a text they would take half of all the time. */
  #number(begin: number, end: number): number {
    const isNegative = this.#bytes[begin] === minus;
    let number = 0;
    for (let at = isNegative ? begin + 1 : begin; at < end; at += 1) {
      number = number * 10 + (this.#bytes[at] ?? 0) - zero;
    }
    return isNegative ? -number : number;
  }

  #text(length: number, start: number): string | null | undefined {
    if (length === -1) {
      return null;
    }
    const end = this.#at + length;
    if (end + 2 > this.#bytes.length) {
      this.#wanted = end + 2 - start;
      return undefined;
    }
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return text;
  }

  #list(length: number, start: number): readonly Reply[] | null | undefined {
    if (length === -1) {
      return null;
    }
    const members: Reply[] = [];
    for (let n = 0; n < length; n += 1) {
      const member = this.#next(start);
      if (member === undefined) {
        return undefined;
      }
      members.push(member);
    }
    return members;
  }
}
