/** A key that stands twice in one block of a text. */
export interface TwinKey {
  readonly key: string;
  /** Where it stands again. */
  readonly line: number;
}

const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g;

/** Finds a key that stands twice in one block of a text which is JSON: of those `JSON.parse` takes the last. */
export function findTwinKey(json: string): TwinKey | undefined {
  const blocks: Set<string>[] = [];
  for (const { 0: token, 1: text = '', 2: colon, index } of json.matchAll(tokens)) {
    if (token === '{') {
      blocks.push(new Set());
    } else if (token === '}') {
      blocks.pop();
    } else if (colon !== undefined) {
      const key = String(JSON.parse(text));
      const keys = blocks.at(-1);
      if (keys?.has(key)) {
        return { key, line: json.slice(0, index).split('\n').length };
      }
      keys?.add(key);
    }
  }
  return undefined;
}
