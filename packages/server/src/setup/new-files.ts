import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file to be written. */
export interface NewFile {
  /** Below the folder. */
  readonly name: string;
  readonly text: string;
  /** Whether only its owner may read it. */
  readonly isSecret?: boolean;
}

/** Tells which files are there already, and say something else. */
export async function findOthers(folder: string, files: readonly NewFile[]): Promise<string[]> {
  const states = await Promise.all(
    files.map(async ({ name, text }) => {
      const there = await read(join(folder, name));
      return there === undefined || there === text ? [] : [name];
    }),
  );
  return states.flat();
}

/** Writes files, each of them whole or not at all. */
export async function writeFiles(folder: string, files: readonly NewFile[]): Promise<void> {
  for (const { name, text, isSecret = false } of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}.new`;
    await writeFile(draft, text, { mode: isSecret ? 0o600 : 0o644, flag: 'wx' });
    await rename(draft, file);
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
