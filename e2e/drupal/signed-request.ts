import { createHmac } from 'node:crypto';

/** Asks Drupal for something as the push server does: signed with the backend key. */
export async function askSigned<Answer>(
  url: string,
  method: string,
  body: string,
  secret: string,
): Promise<Answer> {
  const { pathname, search } = new URL(url);
  const time = Math.floor(Date.now() / 1000);
  const text = `${time}.${method}.${pathname}${search}.${body}`;
  const signature = `k=b1,t=${time},v=${createHmac('sha256', secret).update(text).digest('hex')}`;
  const response = await fetch(url, {
    method,
    headers: { 'X-Nodejs-Signature': signature },
    ...(method === 'GET' ? {} : { body }),
  });
  if (!response.ok)
    throw new Error(`${url}: HTTP ${response.status} ${(await response.text()).slice(0, 300)}`);
  return (await response.json()) as Answer;
}
