import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files of a certificate for 127.0.0.1, signed by itself. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** Both in one, as HAProxy and Hitch want them. */
  readonly both: string;
}

/** Makes a certificate. */
export async function certify(folder: string): Promise<Certificate> {
  const files = {
    certificate: join(folder, 'site.crt'),
    key: join(folder, 'site.key'),
    both: join(folder, 'site.pem'),
  };
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', files.key, '-out', files.certificate],
  ]);
  const texts = await Promise.all([readFile(files.certificate, 'utf8'), readFile(files.key, 'utf8')]);
  await writeFile(files.both, texts.join(''));
  return files;
}
