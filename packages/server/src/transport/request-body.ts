import type { IncomingMessage } from 'node:http';

/** Reads a request's body whole; nothing when it is longer than `maxBytes` or breaks off. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) {
        return undefined;
      }
      chunks.push(chunk);
    }
  } catch {
    // The client left in the middle: there is nobody to tell.
    return undefined;
  }
  return Buffer.concat(chunks);
}
