import { chown, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
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

/** Writes files, each of them whole or not at all; who owned one that is replaced owns the new one. */
export async function writeFiles(folder: string, files: readonly NewFile[]): Promise<void> {
  for (const { name, text, isSecret = false } of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}.new`;
    await writeFile(draft, text, { mode: isSecret ? 0o600 : 0o644, flag: 'wx' });
    await keepOwner(file, draft);
    await rename(draft, file);
  }
}

/** The server runs as somebody else than who sets it up: it must be able to read what it could read before. */
async function keepOwner(file: string, draft: string): Promise<void> {
  const before = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  const now = await stat(draft);
  if (before !== undefined && before.uid !== now.uid && process.getuid?.() === 0) {
    await chown(draft, before.uid, before.gid);
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
