import { renameSync } from 'node:fs';
import type { AppError } from '@drupal-nodejs/app';
import { expect, it } from 'vitest';
import { AppSite, baseUrl, type Serve } from './app-site.ts';

const json = { 'content-type': 'application/json' };

/** What holds whatever framework serves an app; `serve` gives it the routes of `app-routes.ts`. */
export function appSuite(serve: Serve): void {
  const start = (options = {}) => AppSite.start(serve, options);

  it('knows who asks, and what Drupal lets them do', async () => {
    const at = await start();
    expect((await at.ask('/me')).body).toEqual({ uid: 0, name: '', roles: ['anonymous'], can: false });
    const headers = await at.logIn(at.alice);
    expect((await at.ask('/me', { headers })).body).toEqual({
      uid: at.alice,
      name: 'Alice',
      roles: ['authenticated', 'editor'],
      can: true,
    });
  });

  it('sees with the next request that somebody logged out, was blocked or lost a role', async () => {
    const at = await start();
    const headers = await at.logIn(at.alice);
    await at.site.db.deleteFrom('user__roles').execute();
    expect((await at.ask('/me', { headers })).body).toMatchObject({ uid: at.alice, can: false });
    await at.site.write((db) => db.updateTable('users_field_data').set({ status: 0 }).execute());
    expect((await at.ask('/me', { headers })).body).toMatchObject({ uid: 0 });
  });

  it.each([
    ['/members', 401, 'APP_LOGIN_REQUIRED', 401, 200, 200],
    ['/edit', 401, 'APP_LOGIN_REQUIRED', 401, 403, 200],
    ['/editors', 401, 'APP_LOGIN_REQUIRED', 401, 403, 200],
  ])('guards %s', async (path, status, code, nobody, bob, alice) => {
    const at = await start();
    const refused = await at.ask(path);
    expect([refused.status, refused.body]).toMatchObject([status, { error: { code } }]);
    expect(refused.headers.get('cache-control')).toBe('private, no-store');
    const asBob = await at.logIn(await at.site.createUser({ name: 'Bob', passwordHash: '' }));
    const found = [
      (await at.ask(path)).status,
      (await at.ask(path, { headers: asBob })).status,
      (await at.ask(path, { headers: await at.logIn(at.alice) })).status,
    ];
    expect(found).toEqual([nobody, bob, alice]);
  });

  it('sends a browser to the log-in page and back, and a script away', async () => {
    const at = await start({ logInPage: '/log-in' });
    const page = await at.ask('/members?a=1', { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers.get('location')]).toEqual([
      302,
      '/log-in?destination=%2Fmembers%3Fa%3D1',
    ]);
    expect((await at.ask('/members')).status).toBe(401);
    const headers = { ...(await at.logIn(1)), accept: 'text/html' };
    expect((await at.ask('/editors', { headers })).status).toBe(403);
  });

  it('sends a browser back to no other site, and to a log-in page with a query of its own', async () => {
    const headers = { accept: 'text/html' };
    const locationOf = async (logInPage: string, path: string) =>
      (await (await start({ logInPage })).ask(path, { headers })).headers.get('location');
    expect(await locationOf('/log-in', '//evil.example/welcome')).toBe('/log-in?destination=%2F');
    expect(await locationOf('/log-in?theme=dark#form', '/members')).toBe(
      '/log-in?theme=dark&destination=%2Fmembers#form',
    );
  });

  it('logs in at Drupal, which sees the client’s address, and hands its session cookie on and no other', async () => {
    const at = await start();
    const body = JSON.stringify({ name: 'Alice', pass: 'wonderland' });
    const answer = await at.ask('/drupal/log-in', { method: 'POST', headers: json, body });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toEqual([expect.stringContaining(`${at.app.drupal.cookieName}=`)]);
    const cookie = cookies[0]?.split(';')[0] ?? '';
    expect((await at.ask('/me', { headers: { cookie } })).body).toMatchObject({ name: 'Alice' });
    const [asked] = at.double.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/user/login?_format=json', body });
    expect(asked?.headers).toMatchObject({
      host: new URL(baseUrl).host,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
    });
    expect(asked?.headers.cookie).toBeUndefined();
  });

  it('passes Drupal’s refusals on with its words, also those of its flood control', async () => {
    const at = await start();
    const attempt = () =>
      at.ask('/drupal/log-in', { method: 'POST', headers: json, body: '{"name":"Alice","pass":"guess"}' });
    for (let n = 0; n < 5; n++) {
      const { status, body } = await attempt();
      expect([status, body]).toEqual([
        400,
        { error: { code: 'APP_LOGIN_REFUSED', message: 'Sorry, unrecognized username or password.' } },
      ]);
    }
    const { status, body } = await attempt();
    expect([status, body]).toMatchObject([403, { error: { message: expect.stringContaining('flood') } }]);
  });

  it('leaves it to Drupal’s own page when it wants more than a password', async () => {
    const at = await start();
    at.double.answers.set('POST /user/login', () => ({ status: 302, headers: { location: '/tfa/7/hash' } }));
    const { status, body, headers } = await at.ask('/drupal/log-in', {
      method: 'POST',
      headers: json,
      body: '{"name":"Alice","pass":"wonderland"}',
    });
    expect([status, body]).toMatchObject([403, { error: { code: 'APP_LOGIN_REFUSED' } }]);
    expect(headers.getSetCookie()).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['half of it', '{"name":"Alice"}'],
    ['a map for a name', '{"name":{"$ne":""},"pass":"x"}'],
    ['an empty password', '{"name":"Alice","pass":""}'],
    ['a book', JSON.stringify({ name: 'Alice', pass: 'x'.repeat(600) })],
    ['no JSON', '{'],
  ])('refuses a log-in with %s, and asks Drupal nothing', async (_what, body) => {
    const at = await start();
    const { status } = await at.ask('/drupal/log-in', { method: 'POST', headers: json, body });
    expect(status).toBe(400);
    expect(at.double.asked).toEqual([]);
  });

  it.each([
    ['a form of another site', { 'content-type': 'application/x-www-form-urlencoded' }, [403, 415]],
    ['text that looks like JSON', { 'content-type': 'text/plain' }, [403, 415]],
    ['a script of another site', { ...json, 'sec-fetch-site': 'cross-site' }, [403]],
  ])('lets %s log nobody in', async (_what, headers, statuses) => {
    const at = await start();
    const body = '{"name":"Alice","pass":"wonderland"}';
    const answer = await at.ask('/drupal/log-in', {
      method: 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    expect(statuses).toContain(answer.status);
    expect(at.double.asked).toEqual([]);
  });

  it('tells pages who is here, and the token of changes', async () => {
    const at = await start();
    expect((await at.ask('/drupal/session')).body).toEqual({
      uid: 0,
      name: '',
      roles: ['anonymous'],
      csrfToken: null,
    });
    const headers = await at.logIn(at.alice);
    const token = await at.app.drupal.csrfToken(headers);
    expect((await at.ask('/drupal/session', { headers })).body).toMatchObject({
      uid: at.alice,
      csrfToken: token,
    });
  });

  it('has Drupal give a session without seed one', async () => {
    const at = await start();
    const headers = await at.logInWithoutSeed(at.alice);
    const { body } = await at.ask('/drupal/session', { headers });
    expect(body).toMatchObject({ csrfToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect(body).toMatchObject({ csrfToken: await at.app.drupal.csrfToken(headers) });
    expect(at.double.asked.at(-1)?.headers.cookie).toBe(headers.cookie);
  });

  it('refuses what changes something without the token of the session', async () => {
    const at = await start();
    const headers = await at.logIn(at.alice);
    const change = (more: Record<string, string>) =>
      at.ask('/change', { method: 'POST', headers: { ...headers, ...more } });
    const refused = await change({});
    expect([refused.status, refused.body]).toMatchObject([403, { error: { code: 'APP_CSRF' } }]);
    const others = await at.app.drupal.csrfToken(await at.logIn(at.alice));
    expect((await change({ 'x-csrf-token': String(others) })).status).toBe(403);
    const own = await at.app.drupal.csrfToken(headers);
    expect((await change({ 'x-csrf-token': String(own) })).body).toEqual({ changed: true });
    // Who isn't logged in has no rights that another site could borrow.
    expect((await at.ask('/change', { method: 'POST' })).body).toEqual({ changed: true });
  });

  it('logs out at Drupal, with the token that a log-out wants', async () => {
    const at = await start();
    const headers = await at.logIn(at.alice);
    expect((await at.ask('/drupal/log-out', { method: 'POST', headers })).status).toBe(403);
    const token = String(await at.app.drupal.csrfToken(headers));
    const answer = await at.ask('/drupal/log-out', {
      method: 'POST',
      headers: { ...headers, 'x-csrf-token': token },
    });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(answer.headers.getSetCookie()[0]).toContain('deleted');
    expect((await at.ask('/me', { headers })).body).toMatchObject({ uid: 0 });
    expect((await at.ask('/drupal/log-out', { method: 'POST' })).status).toBe(204);
  });

  it('logs out of a session without seed, and says so when Drupal gives it none', async () => {
    const at = await start({ csrf: false, report: () => undefined });
    const headers = await at.logInWithoutSeed(at.alice);
    const logOut = () => at.ask('/drupal/log-out', { method: 'POST', headers });
    at.double.answers.set('GET /session/token', () => ({ status: 503 }));
    const { status, body } = await logOut();
    expect([status, body]).toMatchObject([502, { error: { code: 'APP_DRUPAL_ANSWER' } }]);
    expect((await at.ask('/me', { headers })).body).toMatchObject({ uid: at.alice });
    at.double.answers.clear();
    expect((await logOut()).status).toBe(204);
    expect((await at.ask('/me', { headers })).body).toMatchObject({ uid: 0 });
  });

  it('lets nobody in while the database is away', async () => {
    const reported: AppError[] = [];
    const at = await start({ report: (error: AppError) => reported.push(error) });
    const headers = await at.logIn(at.alice);
    renameSync(at.file, `${at.file}.elsewhere`);
    const { status, body } = await at.ask('/me', { headers });
    expect([status, body]).toEqual([
      503,
      {
        error: { code: 'APP_ACCOUNT_UNKNOWN', message: 'nobody can say who asks (DRUPAL_DATABASE_MISSING)' },
      },
    ]);
    expect(reported).toMatchObject([{ code: 'APP_ACCOUNT_UNKNOWN' }]);
    renameSync(`${at.file}.elsewhere`, at.file);
    expect((await at.ask('/me', { headers })).body).toMatchObject({ uid: at.alice });
  });

  it('says so when Drupal is away', async () => {
    const at = await start({ report: () => undefined });
    await at.double.close();
    const body = '{"name":"Alice","pass":"wonderland"}';
    const answer = await at.ask('/drupal/log-in', { method: 'POST', headers: json, body });
    expect([answer.status, answer.body]).toMatchObject([502, { error: { code: 'APP_DRUPAL_UNREACHABLE' } }]);
    // Neither the password nor where Drupal is inside.
    expect(JSON.stringify(answer.body)).not.toMatch(/wonderland|127\.0\.0\.1/);
  });

  it.each([
    ['an error page', { status: 500, body: '<h1>The website encountered an error</h1>' }],
    ['a log-in under another cookie name', { headers: { 'set-cookie': 'SESSother=1' }, body: {} }],
  ])('takes %s for no log-in', async (_what, reply) => {
    const at = await start({ report: () => undefined });
    at.double.answers.set('POST /user/login', () => reply);
    const body = '{"name":"Alice","pass":"wonderland"}';
    const answer = await at.ask('/drupal/log-in', { method: 'POST', headers: json, body });
    expect([answer.status, answer.body]).toMatchObject([502, { error: { code: 'APP_DRUPAL_ANSWER' } }]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('shows who you are in development, and nowhere else', async () => {
    expect((await (await start()).ask('/whoami')).status).toBe(404);
    const at = await start({ whoami: true });
    const headers = await at.logIn(await at.site.createUser({ name: '<b>&"Eve', passwordHash: '' }));
    const { status, body } = await at.ask('/whoami?can=%3Cscript%3E', { headers });
    expect(status).toBe(200);
    expect(body).toContain('&#60;b&#62;&#38;&#34;Eve, user');
    expect(body).toContain('May &#60;script&#62;');
    expect(body).not.toContain('<b>');
    expect(body).not.toContain(headers.cookie.split('=')[1]);
  });

  it('reads content in the visitor’s name', async () => {
    const at = await start();
    const headers = await at.logIn(at.alice);
    const id = '11111111-2222-3333-4444-555555555555';
    at.double.answers.set(`GET /jsonapi/node/article/${id}`, ({ headers: { cookie } }) =>
      cookie === headers.cookie
        ? { body: { data: { type: 'node--article', id, attributes: { title: 'For Alice' } } } }
        : { status: 403, body: { errors: [{ detail: 'no' }] } },
    );
    const cookie = `theme=dark; ${headers.cookie}; tracker=1`;
    expect((await at.ask(`/article/${id}`, { headers: { cookie } })).body).toMatchObject({
      attributes: { title: 'For Alice' },
    });
    expect((await at.ask(`/article/${id}`)).body).toEqual({ error: 'not found' });
  });
}
