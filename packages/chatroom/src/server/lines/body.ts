import { ChatErrorCode } from '../../shared/error-code.ts';
import { ChatError } from '../chat-error.ts';

// C0 without tab and line feed, DEL, C1, and halves of surrogate pairs: nothing that a screen could show.
const unshowable = /[\p{Cc}\p{Cs}]/u;
const tabOrLineFeed = /[\t\n]/g;

/**
 * The text of a line as it is stored: line ends as \n, nothing around it.
 *
 * @param maxCharacters counted as Unicode code points
 * @param mayBeEmpty where files speak for themselves
 * @throws ChatError 1411 empty · 1412 control characters · 1413 too long
 */
export function normaliseBody(text: string, maxCharacters: number, mayBeEmpty = false): string {
  const body = text.replace(/\r\n?/g, '\n').trim();
  if (body === '' && !mayBeEmpty) throw new ChatError(ChatErrorCode.emptyLine, 'The line is empty.');
  // More units than two per character can't fit; so a huge text is refused without walking through it.
  const characters = body.length > 2 * maxCharacters ? body.length : [...body].length;
  if (characters > maxCharacters) {
    throw new ChatError(
      ChatErrorCode.lineTooLong,
      `The line is too long: ${characters} characters, at most ${maxCharacters} are allowed.`,
    );
  }
  if (unshowable.test(body.replace(tabOrLineFeed, ''))) {
    throw new ChatError(
      ChatErrorCode.controlCharacter,
      'The line holds control characters, which can’t be shown.',
    );
  }
  return body;
}
