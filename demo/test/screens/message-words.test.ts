import { describe, expect, test } from 'vitest';
import { isNotice, messageWords } from '../../src/web/message-words.ts';

describe('the words of a message', () => {
  test('are subject and body of a notice, as the classic functions send it', () => {
    const message = {
      channel: 'nodejs_notify',
      callback: 'nodejsNotify',
      data: { subject: 'Tea', body: 'is ready' },
    };
    expect(messageWords(message)).toEqual({ subject: 'Tea', body: 'is ready' });
    expect(isNotice(message)).toBe(true);
  });

  test('are those of its message commands', () => {
    const commands = [
      { command: 'message', message: 'one' },
      { command: 'invoke' },
      { command: 'message', message: 'two' },
    ];
    expect(messageWords({ broadcast: true, commands })).toEqual({ subject: '', body: 'one two' });
  });

  test.each([
    [{ text: 'plain' }, 'plain'],
    [{ data: 'short' }, 'short'],
    [{ data: { any: 1 } }, '{"any":1}'],
    [{ commands: [{ command: 'settings' }] }, '[{"command":"settings"}]'],
    ['bare', 'bare'],
    [null, 'null'],
    [[1], '[1]'],
  ])('of %j are %j', (message, body) => {
    expect(messageWords(message)).toEqual({ subject: '', body });
  });
});
