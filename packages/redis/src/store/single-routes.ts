import { type Routes, startMs } from './routes.ts';
import { Shard, type ShardParts } from './shard.ts';

/** One Redis keeps everything. */
export class SingleRoutes implements Routes {
  readonly #parts: ShardParts;
  #shard: Shard | undefined;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  shardOf(_name?: string): Shard {
    this.#shard ??= new Shard(this.#parts);
    return this.#shard;
  }

  at(): Shard {
    return this.shardOf();
  }

  slices(names: readonly string[], size: number): string[][] {
    return Array.from({ length: Math.ceil(names.length / size) }, (_, n) =>
      names.slice(n * size, (n + 1) * size),
    );
  }

  async start(): Promise<void> {
    await this.shardOf().link(startMs);
  }

  async refresh(): Promise<void> {}

  close(): void {
    this.#shard?.close();
  }
}
