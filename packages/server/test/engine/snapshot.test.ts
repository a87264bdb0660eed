import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer, temporaryFolder } from '../running-server.ts';

describe('the snapshot', () => {
  it.each([
    ['nothing', ''],
    ['half of one', '{"version":1,"sites":{"def'],
    ['null', 'null'],
    ['another version', '{"version":2,"sites":{}}'],
    ['no sites', '{"version":1}'],
    ['a site without channels', '{"version":1,"sites":{"default":{"revocations":[]}}}'],
    [
      'a stream without epoch',
      '{"version":1,"sites":{"default":{"broker":{"streams":[["user:7",{"offset":1}]],"published":[]},"revocations":[]}}}',
    ],
  ])(
    'that holds %s stops the start in one line, and stays for whoever wants to look',
    async (_what, text) => {
      await using folder = await temporaryFolder();
      const snapshot = join(folder.path, 'snapshot');
      await writeFile(snapshot, text);

      await expect(startServer({ engine: { type: 'memory', snapshot } })).rejects.toMatchObject({
        code: 'SNAPSHOT',
        message: expect.stringMatching(
          /^engine\.snapshot: expected .*snapshot to hold a snapshot, found .+$/,
        ),
      });
      expect(await readFile(snapshot, 'utf8')).toBe(text);
    },
  );

  it('that could not be written stops the start', async () => {
    await using folder = await temporaryFolder();
    const snapshot = join(folder.path, 'missing', 'snapshot');
    await expect(startServer({ engine: { type: 'memory', snapshot } })).rejects.toMatchObject({
      code: 'SNAPSHOT',
      message: `engine.snapshot: expected to be able to write ${snapshot}, found ENOENT`,
    });
  });

  it('is written even when a plugin can’t stop', async () => {
    await using folder = await temporaryFolder();
    const engine = { type: 'memory', snapshot: join(folder.path, 'snapshot') };
    const stubborn = { name: 'stubborn', methods: {}, stop: () => Promise.reject(new Error('no')) };
    const stopped: string[] = [];
    const other = { name: 'other', methods: {}, stop: async () => void stopped.push('other') };
    let offset: unknown;
    {
      await using server = await startServer({ engine }, { plugins: [stubborn, other] });
      offset = (await server.call('publish', { channel: 'user:7', data: 1 })).body.result.offset;
    }
    await using server = await startServer({ engine });
    expect((await server.call('history', { channel: 'user:7' })).body.result.offset).toBe(offset);
    expect(stopped).toEqual(['other']);
  });
});
