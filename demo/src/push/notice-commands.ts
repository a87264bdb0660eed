import { relative } from 'node:path';
import type { StateFolder } from '../state-folder.ts';

/** Two ways to publish a notice from a shell, ready to paste. */
export interface NoticeCommands {
  readonly npx: string;
  readonly curl: string;
}

/** Neither command shows a secret, for both read it from files that only their owner may read. */
export function noticeCommands(state: StateFolder, apiUrl: string): NoticeCommands {
  const file = (name: string): string => relative(process.cwd(), state.file(name));
  const message = JSON.stringify({
    callback: 'nodejsNotify',
    data: { subject: 'Hello', body: 'from the shell' },
  });
  const body = `{"channel":"nodejs_notify","data":${message}}`;
  return {
    npx: `npx drupal-nodejs publish nodejs_notify '${message}' --config ${word(file('drupal-nodejs.json'))}`,
    curl: `curl -H ${word(`@${file('api-headers')}`)} -d '${body}' ${apiUrl}/api/publish`,
  };
}

/** A word as a shell takes it. */
function word(text: string): string {
  return /^[\w@./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
