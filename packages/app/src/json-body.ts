import type { IncomingMessage } from 'node:http';
import { AppError } from './errors.ts';

/** A name and a password are far less. */
const LONGEST_BODY = 8 * 1024;

/** Reads a small body of JSON; undefined for an empty one. @throws AppError `APP_REQUEST` */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LONGEST_BODY) {
      throw new AppError('APP_REQUEST', `expected at most ${LONGEST_BODY} bytes, found more`, {
        status: 413,
      });
    }
    chunks.push(chunk as Buffer);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AppError('APP_REQUEST', 'expected JSON, found something else', { cause });
  }
}
