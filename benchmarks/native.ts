import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A C program of `native/`. */
export type NativeProgram = 'loadgen' | 'limit' | 'chatters';

const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Whether this machine can compile C. */
export const hasCompiler = spawnSync('cc', ['--version']).status === 0;

/** Whether it can be given zlib: then the generator takes compressed frames. */
export const canInflate =
  hasCompiler &&
  spawnSync('cc', ['-x', 'c', '-', '-x', 'none', '-lz', '-o', '/dev/null'], {
    input: '#include <zlib.h>\nint main(void) { return zlibVersion() == 0; }\n',
  }).status === 0;

/** Compiles a program unless it is newer than all sources; returns its path. */
export function compile(name: NativeProgram): string {
  const source = folder(`native/${name}.c`);
  const program = folder(`.build/${name}`);
  if (!existsSync(program) || statSync(program).mtimeMs < newestSource()) {
    mkdirSync(folder('.build'), { recursive: true });
    const zlib = canInflate ? ['-DINFLATE', '-lz'] : [];
    const { status, stderr } = spawnSync('cc', ['-O2', '-Wall', '-Wextra', '-o', program, source, ...zlib]);
    if (status !== 0) {
      throw new Error(`cc could not compile ${name}: ${stderr}`);
    }
  }
  return program;
}

/** When a source was last changed; programs share headers. */
function newestSource(): number {
  return Math.max(...readdirSync(folder('native')).map((name) => statSync(folder(`native/${name}`)).mtimeMs));
}
