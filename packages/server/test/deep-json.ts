/** Nested so deep that it can be read by every V8, and written again only by Node 26's and later. */
export const deepJson = '['.repeat(30_000) + ']'.repeat(30_000);

export const canWriteDeepJson = canWrite(JSON.parse(deepJson));

function canWrite(value: unknown): boolean {
  try {
    return JSON.stringify(value) === deepJson;
  } catch {
    return false;
  }
}
