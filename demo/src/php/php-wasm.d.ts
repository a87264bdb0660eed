// The few names that we use: @php-wasm/node-8-3 ships no types, those of @php-wasm/universal need another module resolution.

declare module '@php-wasm/node-8-3' {
  export function getPHPLoaderModule(): Promise<object>;
}

declare module '@php-wasm/universal' {
  export function loadPHPRuntime(loader: object): Promise<number>;
  export function setPhpIniEntries(php: PHP, entries: Readonly<Record<string, string>>): Promise<void>;
  export class PHP {
    constructor(runtime: number);
    onMessage(listener: (text: string) => Promise<string>): () => Promise<void>;
    mkdirTree(path: string): void;
    writeFile(path: string, content: string | Uint8Array): void;
    run(
      request: { code: string } | { scriptPath: string; method: 'POST'; body: Uint8Array },
    ): Promise<PHPResponse>;
  }
  export interface PHPResponse {
    readonly text: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
  }
}
