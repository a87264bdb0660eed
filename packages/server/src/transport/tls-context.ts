import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { StartError } from '../errors.ts';
import type { ServerOptions } from '../options.ts';

/** Reads certificate and key; nothing where clients come without TLS. @throws StartError TLS */
export function readTls(options: ServerOptions['tls']): SecureContextOptions | undefined {
  if (options === undefined) {
    return undefined;
  }
  const context = {
    cert: read('tls.certificate', options.certificate),
    key: read('tls.key', options.key),
    minVersion: options.minVersion,
  };
  try {
    createSecureContext(context);
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? 'an error';
    throw new StartError('TLS', `tls: expected a certificate and its key as PEM, found ${found}`, { cause });
  }
  return context;
}

function read(key: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? 'an error';
    throw new StartError('TLS', `${key}: expected to be able to read ${file}, found ${found}`, { cause });
  }
}
