import type { ServerOptions } from '../options.ts';
import { CallError } from './call-error.ts';
import { chooseSite } from './choose-site.ts';

/** Calls the API of a running server; returns its `result`. @throws CallError with what the server says */
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
    throw new CallError('API_UNREACHABLE', `${url}: expected a running server, found ${reason(cause)}`, {
      cause,
    });
  }
  const { result, error } = await read(response, url);
  if (error !== undefined) {
    throw new CallError('API_REFUSED', `${call}: ${error.message}, error ${error.code}`);
  }
  return result;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

async function read(response: Response, url: string): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new CallError('API_UNREACHABLE', `${url}: expected a push server, found another`, { cause });
  }
}

function reason(error: unknown): unknown {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? error;
}
