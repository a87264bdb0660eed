import type { RoomEvent } from '../../shared/answers.ts';
import { storeUnavailable } from '../chat-error.ts';
import type { Committed, Outcome, Wish } from './line-writer.ts';

/** Wishes that one request to Drupal, or one transaction, takes. */
const wishLimit = 500;
/**
 * Characters of one: sites take requests of at least 8 MB, where a character may be 6 bytes of JSON, databases
 * statements of at least 4 MB, where it is 3.
 */
const sizeLimit = 1_000_000;

/** Commits wishes in their order, group by group; what was committed before one failed stays so. */
export async function commitInGroups(
  wishes: readonly Wish[],
  commit: (group: readonly Wish[]) => Promise<Committed>,
): Promise<Committed> {
  const outcomes = new Map<Wish, Outcome>();
  const news = new Map<string, RoomEvent[]>();
  for (const group of groupsOf(wishes)) {
    try {
      const committed = await commit(group);
      for (const [wish, outcome] of committed.outcomes) outcomes.set(wish, outcome);
      for (const [room, events] of committed.news) news.set(room, [...(news.get(room) ?? []), ...events]);
    } catch (cause) {
      // The others would overtake these, and wait once more for who doesn't answer.
      for (const wish of wishes) if (!outcomes.has(wish)) outcomes.set(wish, storeUnavailable(cause));
      break;
    }
  }
  return { outcomes, news };
}

/** Wishes in their order, in groups that one request or statement can hold. */
function groupsOf(wishes: readonly Wish[]): readonly (readonly Wish[])[] {
  const groups: Wish[][] = [];
  let size = 0;
  for (const wish of wishes) {
    const length = sizeOf(wish);
    size += length;
    const group = groups.at(-1);
    if (group && group.length < wishLimit && size <= sizeLimit) group.push(wish);
    else {
      groups.push([wish]);
      size = length;
    }
  }
  return groups;
}

function sizeOf(wish: Wish): number {
  const said = 'deed' in wish ? (wish.deed.does === 'edit' ? wish.deed.text : undefined) : wish;
  return 500 + (said ? said.body.length + said.html.length : 0);
}
