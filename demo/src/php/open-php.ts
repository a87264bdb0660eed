import { DemoError } from '../demo-error.ts';
import { NativePhp } from './native-php.ts';
import type { Php, PhpSite } from './php.ts';

/**
 * Opens the machine's PHP, else PHP from npm; or the one that is asked for.
 *
 * @throws DemoError `php-missing` when the one that is asked for isn't there.
 */
export async function openPhp(site: PhpSite, apiUrl: string, kind?: 'native' | 'wasm'): Promise<Php> {
  if (kind !== 'wasm') {
    try {
      return await NativePhp.open(site);
    } catch (error) {
      if (kind === 'native' || !(error instanceof DemoError)) throw error;
    }
  }
  // Only here, for it is 20 MB of WebAssembly that most machines don't need.
  const { WasmPhp } = await import('./wasm-php.ts');
  return WasmPhp.open(site, apiUrl);
}
