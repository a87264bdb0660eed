import type { LineKind } from '../../shared/line.ts';
import type { People } from '../people/people.ts';
import type { Admission } from '../rooms/admission.ts';
import type { Text } from '../store.ts';
import { normaliseBody } from './body.ts';
import { parseLine } from './markdown.ts';

/** What a {@link Wording} works with. */
export interface WordingParts {
  readonly admission: Admission;
  readonly people: People;
  /** Characters that a line may have. */
  readonly maxBody: number;
}

const thirdPerson = '/me ';

/** Makes of what somebody typed what a room shows. */
export class Wording {
  readonly #admission: Admission;
  readonly #people: People;
  readonly #maxBody: number;

  constructor({ admission, people, maxBody }: WordingParts) {
    this.#admission = admission;
    this.#people = people;
    this.#maxBody = maxBody;
  }

  /**
   * A line's text, checked and rendered; only accounts that may see the room are mentioned.
   * @throws ChatError 1411 empty · 1412 control characters · 1413 too long
   */
  async text(room: string, source: string, mayCall: boolean, hasFiles = false): Promise<Text> {
    const { kind, body } = kindOf(normaliseBody(source, this.#maxBody, hasFiles));
    const line = parseLine(kind, body);
    const names = await this.#names(room, line.mentions);
    const mentions = line.mentions.filter((uid) => names.has(uid));
    return {
      kind,
      body,
      html: line.render(names, mayCall),
      ...(mentions.length > 0 && { mentions }),
      ...(mayCall && line.calls && { calls: line.calls }),
    };
  }

  async #names(room: string, uids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (uids.length === 0) return new Map();
    const rights = await Promise.all(uids.map((uid) => this.#admission.rights(room, uid)));
    return this.#people.names(uids.filter((_, index) => rights[index] !== undefined));
  }
}

function kindOf(text: string): { readonly kind: LineKind; readonly body: string } {
  if (!text.startsWith(thirdPerson)) return { kind: 'text', body: text };
  return { kind: 'me', body: text.slice(thirdPerson.length).trimStart() };
}
