import { expect, test, vi } from 'vitest';
import { commandRunner } from '../src/ajax-commands.ts';
import type { ClassicMessage } from '../src/classic.ts';
import type { PageSettings } from '../src/drupal-page.ts';

/** What Drupal.ajax is given to run. */
async function ran(message: ClassicMessage, settings?: Partial<PageSettings>): Promise<readonly object[]> {
  const given: object[] = [];
  const ajax = () => ({
    commandExecutionQueue: async (commands: readonly object[]) => void given.push(...commands),
  });
  await commandRunner({ ajax }, () => settings as PageSettings | undefined)(message);
  return given;
}

const insert = { command: 'insert', selector: '#list', data: '<li>new</li>' };

test('a command brings no settings in by the back door', async () => {
  const message = { commands: [{ ...insert, settings: { ajax: { 'edit-op': { url: '/elsewhere' } } } }] };

  expect(await ran(message)).toEqual([insert]);
  expect(await ran(message, { ajaxCommands: ['insert', 'settings'] })).toEqual(message.commands);
});

test('what isn’t allowed is told on the console and left out, and the rest runs in order', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  const commands = [
    { command: 'redirect', url: '/elsewhere' },
    insert,
    { command: 'constructor' },
    null,
    'insert',
  ];

  expect(await ran({ commands })).toEqual([insert]);
  expect(told).toHaveBeenCalledTimes(2);
  told.mockRestore();
});
