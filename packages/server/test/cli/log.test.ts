import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog, Redaction } from '../../src/cli/log.ts';
import { apiKey, origin, tokenSecret } from '../keys.ts';
import { connectionToken, RawSocket, subscriptionToken, testOptions } from '../running-server.ts';
import { ServeProcess } from '../serve-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('the log', { timeout: 60_000 }, () => {
  it.each([
    ['a secret of the configuration', `wrong key ${apiKey}`, 'wrong key […]'],
    ['a signed token', 'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2ln is bad', 'token […] is bad'],
    ['a session cookie', 'cookie SSESS0a1b2c=abc-DEF%2C; other=1', 'cookie SSESS0a1b2c=[…]; other=1'],
    ['the user of an address', 'mysql://drupal:pa55@db/site', 'mysql://[…]@db/site'],
    ['a token behind a prefix', 'bearer-eyJhbGciOiJ9.eyJzdWIiOiI3In0.c2ln', 'bearer-[…]'],
    ['a token after other words', 'a.b.eyJhbGciOiJ9.eyJzdWIiOiI3In0.c2ln', 'a.b.[…]'],
    ['the query of a whole address', '"http://db/a/b?c=d"', '"http://db/a/b?[…]"'],
    ['a query', 'GET /connection/sse?cf_connect=%7B%7D 404', 'GET /connection/sse?[…] 404'],
  ])('does not say %s', (_, line, clean) => {
    const redaction = new Redaction();
    redaction.learn(testOptions());
    expect(redaction.clean(line)).toBe(clean);
  });

  it('stays JSON, whatever is taken out of it', () => {
    const redaction = new Redaction();
    redaction.learn(
      testOptions({ auth: { callback: { serviceKey: 'a "quoted" \\ key of some length 012345' } } }),
    );
    const line = JSON.stringify({ err: { message: 'a "quoted" \\ key of some length 012345 at /a?b="c"' } });
    expect(JSON.parse(redaction.clean(line))).toEqual({ err: { message: '[…] at /a?[…]"c"' } });
    expect(createLog(redaction).level).toBe('info');
  });

  it.each([
    ['slashes', '/'],
    ['beginnings of tokens', '-eyJ'],
    ['beginnings of cookies', 'SESS0'],
    ['beginnings of users', '//a'],
    ['beginnings of tokens with dots', 'eyJ.'],
  ])(
    'takes no long time over a line of many %s, which any stranger may have written',
    (_, part) => {
      // Where the time grows with the square this takes half a minute and more, in a test that has five seconds.
      const line = part.repeat(128 * 1024);
      expect(new Redaction().clean(line)).toBe(line);
    },
    5_000,
  );

  it('of a whole session holds no secret, though clients, Drupal and plugins fail in every way', async () => {
    await using folder = await temporaryFolder();
    const module = join(folder.path, 'indiscreet.mjs');
    await writeFile(
      module,
      `export const createPlugin = () => ({
         name: 'indiscreet',
         methods: { tell: async (data) => { throw new Error('it was ' + data.token + ' and ${apiKey}'); } },
       });`,
    );
    const serviceKey = 'service-key-of-the-tests-0123456789abc';
    await using server = await ServeProcess.start({
      plugins: [{ module, options: {} }],
      auth: {
        token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] },
        callback: { url: 'http://127.0.0.1:9/nodejs/message?site=secret-of-a-query', serviceKey },
      },
    });
    const token = await connectionToken('7');
    const subscription = await subscriptionToken('8', 'user:8');
    const opaque = 'opaque-token-that-only-drupal-knows';
    const cookie = 'SSESSabcdef0123456789=the-value-of-a-session';
    const http = `http://${server.clients}`;
    const socket = await RawSocket.open(new URL(`ws://${server.clients}/connection/websocket`), {
      Cookie: cookie,
      Origin: origin,
    });
    socket.send(JSON.stringify({ id: 1, connect: { token: opaque } }));
    expect(await socket.replies(1)).toMatchObject([{ id: 1, error: { code: 100 } }]);
    const frame = encodeURIComponent(JSON.stringify({ id: 1, connect: { token } }));
    await fetch(`${http}/connection/sse?cf_connect=${frame}`).then((response) => response.body?.cancel());
    await fetch(`${http}/connection/sse?cf_connect=${frame}`, { headers: { origin: 'https://evil.test' } });
    await fetch(`${http}/connection/sse`, { headers: { origin: `https://${'long'.repeat(1000)}.test` } });
    await fetch(`${http}/connection/uni_sse?token=${token}&subscription=${subscription}`);
    await fetch(`${http}/nowhere?token=${token}`);
    await server.call('publish', { channel: 'nowhere:1', data: token });
    await fetch(`http://${server.api}/api/publish?key=${apiKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: '{',
    });
    socket.socket.destroy();
    const other = await RawSocket.open(new URL(`ws://${server.clients}/connection/websocket`), {});
    other.send(JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } }));
    await other.replies(1);
    other.send(JSON.stringify({ id: 2, rpc: { method: 'indiscreet.tell', data: { token } } }));
    expect(await other.replies(1)).toMatchObject([{ id: 2, error: { code: 100 } }]);
    other.socket.destroy();
    await server.upgrade();

    const log = server.log.map((line) => JSON.stringify(line)).join('\n');
    expect(log).toContain('a page was refused');
    expect(log).toContain('https://longlong');
    expect(log).not.toContain('long'.repeat(100));
    expect(log).toContain('it was […] and […]');
    expect(log).toContain('Drupal could not be asked who a token is');
    for (const secret of [
      ...[apiKey, tokenSecret, serviceKey, token, subscription, opaque],
      ...['the-value-of-a-session', 'secret-of-a-query', 'cf_connect='],
    ]) {
      expect(log).not.toContain(secret);
    }
  });
});
