/** A command that a person may give in a room, as `/name` and more. */
export interface ChatCommand {
  /** Small letters, digits, `-` and `_`. */
  readonly name: string;
  /** What it does, and what it wants behind its name. */
  readonly hint: string;
}

/** What answers a line that begins with a stroke; `/me` is the server's own and no command. */
export interface ChatCommands {
  readonly list: readonly ChatCommand[];
  /**
   * Carries a command out; resolves with what the person is told, "" for nothing.
   * @throws Error with a sentence for the person
   */
  run(room: string, name: string, text: string): Promise<string>;
}

export const noCommands: ChatCommands = { list: [], run: async () => '' };

/** The command that a text gives; undefined where it is a line. */
export function commandIn(
  text: string,
  { list }: ChatCommands,
): { readonly name: string; readonly rest: string } | undefined {
  const [, name, rest = ''] = /^\/([a-z0-9_-]+)(?:\s+(.*))?$/s.exec(text) ?? [];
  return name !== undefined && list.some((command) => command.name === name) ? { name, rest } : undefined;
}
