// The work: an item of PHP's becomes a mail in the outbox, a folder here, your mail server elsewhere.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Handles items `['to' => …, 'subject' => …, 'body' => …]`; a mail that is done twice is one file. */
export async function mailTo(outbox) {
  await mkdir(outbox, { recursive: true });
  return async (item, { id }) => {
    const field = (name) => String(item.get(name) ?? '').replace(/[\r\n]+/g, ' ');
    if (!field('to').includes('@')) throw new Error('expected an address to send to, found none');
    const mail = `To: ${field('to')}\r\nSubject: ${field('subject')}\r\n\r\n${item.get('body') ?? ''}\r\n`;
    const file = join(outbox, `${id}.eml`);
    // Whole or not at all: a worker may die at any time.
    await writeFile(`${file}.part`, mail);
    await rename(`${file}.part`, file);
  };
}
