// Beside what the push server declares of it: the client, which alone can say who it is (Host, Origin, Cookie) in Node.
declare module 'ws' {
  import type { LookupFunction } from 'node:net';

  export class WebSocket {
    constructor(
      address: string | URL,
      protocols: string | string[] | undefined,
      options: { lookup: LookupFunction; origin: string; headers: Record<string, string> },
    );
  }
}
