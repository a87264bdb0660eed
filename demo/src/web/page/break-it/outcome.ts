import { count } from '../../figures.ts';
import type { Tally } from '../../tally.ts';

/** How a run ended, in words that were counted and not hoped for. */
export interface Outcome {
  /** `marked`: something was lost, and every reader who lost it was told so. */
  readonly kind: 'good' | 'marked' | 'bad';
  readonly headline: string;
  readonly detail: string;
}

/** What one page saw of a run. */
export interface PageCount {
  readonly name: string;
  readonly numbers: Tally;
  readonly lines: Tally;
  /** The run's chat lines in the order drawn: the same on every page. */
  readonly lineOrder: readonly string[];
  /** False when the server told this page that its stream has a gap. */
  readonly isWhole: boolean;
}

/** Judges a run by what every page saw of the acknowledged numbers and of the chat lines. */
export function judge(pages: readonly PageCount[], refused: number, story: string): Outcome {
  const chat = sum(pages.map(({ lines }) => lines));
  const numbers = sum(pages.map((page) => page.numbers));
  const isUntold = pages.some((page) => page.numbers.lost > 0 && page.isWhole);
  const isBad =
    isUntold || chat.lost + chat.twice + numbers.twice > 0 || !numbers.inOrder || !isOneOrder(pages);
  const words = `${numbers.lost + chat.lost} lost, ${numbers.twice + chat.twice} twice`;
  const told = `${each(pages)} saw each of ${count(pages[0]?.numbers.sent ?? 0, 'numbered message')} and ${count(pages[0]?.lines.sent ?? 0, 'chat line')}`;
  if (isBad) return { kind: 'bad', headline: words, detail: `${perPage(pages)} ${story}` };
  if (numbers.lost > 0) {
    return {
      kind: 'marked',
      headline: 'Chat: 0 lost, 0 twice. Numbers: state lost, and every page was told',
      detail: `${perPage(pages)} ${story}${refusedWords(refused)}`,
    };
  }
  return {
    kind: 'good',
    headline: words,
    detail: `${told}, once and in order. ${story}${refusedWords(refused)}`,
  };
}

/** Two authors may write at once, so the order of chat lines is whatever it is, but one for all. */
function isOneOrder(pages: readonly PageCount[]): boolean {
  return new Set(pages.map(({ lineOrder }) => lineOrder.join(' '))).size <= 1;
}

function sum(tallies: readonly Tally[]): Omit<Tally, 'sent' | 'seen'> {
  return {
    lost: tallies.reduce((total, { lost }) => total + lost, 0),
    twice: tallies.reduce((total, { twice }) => total + twice, 0),
    inOrder: tallies.every(({ inOrder }) => inOrder),
  };
}

function each(pages: readonly PageCount[]): string {
  return pages.length === 2 ? `Both pages` : `All ${pages.length} pages`;
}

function perPage(pages: readonly PageCount[]): string {
  return pages
    .map(
      ({ name, numbers, lines }) =>
        `${name} saw ${numbers.seen} of ${numbers.sent} numbers and ${lines.seen} of ${lines.sent} chat lines.`,
    )
    .join(' ');
}

function refusedWords(refused: number): string {
  return refused === 0
    ? ''
    : ` ${count(refused, 'number')} could not be sent meanwhile: their sender was told.`;
}
