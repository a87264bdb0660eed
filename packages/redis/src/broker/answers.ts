import type { StreamPosition } from '@drupal-nodejs/protocol';

/** What the script says of a channel's past. */
export interface Past {
  readonly position: StreamPosition;
  /** Oldest offset that is kept. */
  readonly first: number;
  /** Offset of the first entry. */
  readonly start: number;
  readonly entries: readonly string[];
  /** Offset at which the generation began. */
  readonly began: number;
}

/** Reads where a publication was put. @throws SyntaxError for what the script doesn't answer */
export function toPosition(answer: unknown): StreamPosition {
  const [offset, epoch] = list(answer);
  return position(epoch, offset);
}

/** Reads a channel's past. @throws SyntaxError for what the script doesn't answer */
export function toPast(answer: unknown): Past {
  const [epoch, offset, first, start, entries, began] = list(answer);
  return {
    position: position(epoch, offset),
    first: whole(first),
    start: whole(start),
    entries: list(entries).map(String),
    began: whole(began),
  };
}

// Whoever took Redis's place must still not make this server acknowledge what nobody keeps.
function position(epoch: unknown, offset: unknown): StreamPosition {
  if (typeof epoch !== 'string') {
    throw new SyntaxError('expected an epoch, got something else');
  }
  return { epoch, offset: whole(offset) };
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new SyntaxError('expected an offset, got something else');
  }
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new SyntaxError('expected a list, got something else');
  }
  return value;
}
