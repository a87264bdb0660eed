/** Where Drupal takes the classic server's messages, and the key that opens it. */
export interface MessageRoute {
  readonly url: string;
  readonly serviceKey: string;
}

/**
 * Sends a message to Drupal's message route; returns the answer.
 *
 * @throws Error when there is none, or not one of status 200 in JSON
 */
export async function postMessage(
  { url, serviceKey }: MessageRoute,
  message: object,
  timeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ serviceKey, messageJson: JSON.stringify(message) }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`expected status 200, got ${response.status}`);
  }
  return response.json();
}
