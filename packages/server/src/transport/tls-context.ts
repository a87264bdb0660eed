import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { StartError } from '../errors.ts';
import type { ServerOptions } from '../options.ts';

/** What clients are shown. */
export type TlsContext = SecureContextOptions & { readonly cert: Buffer };

/** Tells of a certificate that browsers refuse because of its time; a server may still start with it. */
export function findCertificateProblem(context: TlsContext | undefined, now: number): StartError | undefined {
  if (context === undefined) {
    return undefined;
  }
  const { validFrom, validTo } = new X509Certificate(context.cert);
  const found =
    now > Date.parse(validTo)
      ? `one that ended on ${validTo}`
      : now < Date.parse(validFrom)
        ? `one that begins on ${validFrom}`
        : undefined;
  return found === undefined
    ? undefined
    : new StartError('TLS', `tls.certificate: expected one of today, found ${found}`);
}

/** Reads certificate and key; nothing where clients come without TLS. @throws StartError TLS */
export function readTls(options: ServerOptions['tls']): TlsContext | undefined {
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
