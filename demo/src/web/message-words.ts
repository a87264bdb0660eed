/** What a message says to people. */
export interface MessageWords {
  readonly subject: string;
  readonly body: string;
}

/** Finds the words in a message of any of the classic shapes; one without words is shown as JSON. */
export function messageWords(message: unknown): MessageWords {
  if (!isObject(message)) return { subject: '', body: plain(message) };
  const { commands, data, subject, body, text } = message;
  if (Array.isArray(commands)) return { subject: '', body: commandWords(commands) };
  if (subject !== undefined) return { subject: plain(subject), body: plain(body ?? '') };
  if (text !== undefined) return { subject: '', body: plain(text) };
  return data === undefined ? { subject: '', body: plain(message) } : messageWords(data);
}

/** True for a message that carries a notice: subject and body. */
export function isNotice(message: Readonly<Record<string, unknown>>): boolean {
  return isObject(message.data) && message.data.subject !== undefined;
}

function commandWords(commands: readonly unknown[]): string {
  const said = commands.flatMap((command) =>
    isObject(command) && command.command === 'message' ? [plain(command.message)] : [],
  );
  return said.length > 0 ? said.join(' ') : plain(commands);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
