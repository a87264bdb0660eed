import { fieldsOf, isText } from '../shared/fields.ts';
import type { ChatCommand, ChatCommands } from './commands.ts';

/** Commands that Drupal's modules carry out. */
export function siteCommands({
  base,
  csrf,
  list,
}: {
  readonly base: string;
  readonly csrf: () => Promise<string>;
  readonly list: readonly ChatCommand[];
}): ChatCommands {
  return {
    list,
    async run(room, name, text) {
      const answer = await fetch(`${base}/${room}/command`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': await csrf() },
        body: JSON.stringify({ name, text }),
      });
      const { message } = fieldsOf(await answer.json()) ?? {};
      if (answer.ok) return isText(message) ? message : '';
      throw new Error(isText(message) ? message : String(answer.status));
    },
  };
}
