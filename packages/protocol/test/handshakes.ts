import { readFileSync } from 'node:fs';

interface Vectors {
  readonly handshakes: readonly {
    readonly name: string;
    readonly frame: string;
    readonly subprotocols: string;
  }[];
}

/** First frames, and the subprotocols that bring them. */
export const { handshakes }: Vectors = JSON.parse(
  readFileSync(new URL('../vectors/handshakes.json', import.meta.url), 'utf8'),
);
