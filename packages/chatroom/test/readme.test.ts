import { readFileSync } from 'node:fs';
import { createPlugin } from '@drupal-nodejs/chatroom';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function configuration(): { module: string; options: Record<string, unknown> } {
  const [, json = ''] = /```json\n(.*?)```/s.exec(readme) ?? [];
  return JSON.parse(json).plugins[0];
}

it('shows a configuration that the plugin takes', async () => {
  const { module, options } = configuration();
  const loaded = await import(module);
  expect(loaded.createPlugin(options)).toMatchObject({ name: 'chat', namespaces: ['chat'] });
});

it('names each command of the plugin', () => {
  const { methods } = createPlugin(configuration().options);
  const named = [...readme.matchAll(/^\| `chat\.(\w+)`/gm)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(methods));
});

it('lists each option, and no other', () => {
  const { options } = configuration();
  const [, table = ''] = /\| option \|.*?\n(.*?)\n\n/s.exec(readme) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` \|.*\| (.*) \|$/gm)];
  for (const [, name = '', value = ''] of rows) {
    const set = value === 'required' ? options[name] : JSON.parse(value.slice(1, -1));
    expect(() => createPlugin({ ...options, [name]: set })).not.toThrow();
  }
  expect(rows.map(([, name]) => name)).toEqual([
    'database',
    'rooms',
    'events',
    'store',
    'site',
    'superUser',
    'maxBody',
    'pace',
    'maxWaiting',
  ]);
});
