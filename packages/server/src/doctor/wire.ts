import { ProbeError } from './probe-error.ts';

/** A message of the server, as far as a look needs it. */
export interface Message {
  readonly id?: number;
  readonly error?: { readonly code: number; readonly message: string };
  readonly connect?: { readonly client: string; readonly session?: string; readonly ping?: number };
  readonly ping?: object;
  readonly push?: {
    readonly pub?: { readonly data?: unknown };
    readonly disconnect?: { readonly code: number; readonly reason: string };
  };
}

/** Where to try, and as whom. */
export interface ProbeTarget {
  /** Address before `connection/…`, http or https, with its slash at the end. */
  readonly base: URL;
  /** Origin of the page that a browser would have. */
  readonly origin: string | undefined;
  /** Certificates that are trusted beside the system's, as PEM. */
  readonly ca: string | undefined;
  /** How long an answer may take, in milliseconds. */
  readonly patienceMs: number;
}

/** Messages that came, in order, and a wait for those that haven't. */
export class Inbox {
  readonly #messages: Message[] = [];
  #end: ProbeError | undefined;
  #changed = Promise.withResolvers<void>();

  /** Takes a frame: messages, one a line. @throws ProbeError answer, for what is none */
  take(frame: string): void {
    for (const line of frame.split('\n')) {
      if (line.trim() !== '') {
        this.#messages.push(parse(line));
      }
    }
    this.#change();
  }

  end(error: ProbeError): void {
    this.#end ??= error;
    this.#change();
  }

  /** Resolves with the first message that fits, taking it out. @throws ProbeError silent, ended … */
  async find(fits: (message: Message) => boolean, withinMs: number): Promise<Message> {
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), withinMs);
    try {
      for (;;) {
        const index = this.#messages.findIndex(fits);
        const [message] = index === -1 ? [] : this.#messages.splice(index, 1);
        if (message !== undefined) {
          return message;
        }
        if (this.#end !== undefined) {
          throw this.#end;
        }
        if ((await Promise.race([this.#changed.promise, late.promise])) === 'late') {
          throw new ProbeError('silent', `nothing came for ${withinMs / 1000} s`);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function parse(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch (cause) {
    throw new ProbeError('answer', 'something that isn’t the push server’s', { cause });
  }
}

/** A client's connection, bare. */
export interface ProbeWire {
  readonly inbox: Inbox;
  /** Whether a proxy may hold back what comes until the end: what was upgraded it hands on as it is. */
  readonly mayBeHeld: boolean;
  /** @param session of the connect reply, where answers and requests are apart */
  send(command: object, session: string | undefined): Promise<void>;
  close(): void;
}

/** Opens a wire with its first command. @throws ProbeError */
export type OpenWire = (target: ProbeTarget, first: object) => Promise<ProbeWire>;
