import type { ServerOptions } from '../options.ts';
import { chooseSite } from './choose-site.ts';
import { UsageError } from './usage-error.ts';

/** Calls the API of a running server; returns its `result`. @throws UsageError with what the server says */
export async function callApi(
  options: ServerOptions,
  siteName: string | undefined,
  call: string,
  body: object,
): Promise<unknown> {
  const url = `http://${options.api.listen}/api/${call}`;
  const secret = chooseSite(options, siteName).api.keys[0]?.secret ?? '';
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': secret },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new UsageError(`${url}: expected a running server, found ${reason(cause)}`, { cause });
  }
  const answer = (await response.json()) as { result?: unknown; error?: { code: number; message: string } };
  if (answer.error !== undefined) {
    throw new UsageError(`${call}: ${answer.error.message} (${answer.error.code})`);
  }
  return answer.result;
}

function reason(error: unknown): unknown {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? error;
}
