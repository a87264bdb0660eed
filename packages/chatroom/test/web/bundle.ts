import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** A page's script with all that it imports, as a browser takes it. */
export async function bundle(entry: URL): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(entry),
    platform: 'browser',
    resolve: { conditionNames: ['source', 'browser', 'import', 'default'] },
    tsconfig: false,
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return output[0].code;
}
