import { describe, expect, it } from 'vitest';
import { Backend } from '../../src/backend/backend.ts';
import { Contact } from '../../src/backend/contact.ts';
import { systemClock } from '../../src/clock.ts';
import { readLimits } from '../../src/limits.ts';
import { ManualClock } from '../manual-clock.ts';
import {
  connectionToken,
  next,
  quiet,
  startServer,
  subscriptionToken,
  testOptions,
} from '../running-server.ts';
import { backendKey, DrupalDouble } from './drupal-double.ts';

const now = (): number => Date.now() / 1000;
const limits = { revocationPull: '20ms', flushInterval: '1ms', backendRetry: '20ms' };
const nothing = { body: { revocations: [], last: 0 } };

describe('a server with a backend', () => {
  it('tells on the site’s demand what each side thinks of the other', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/revocations'] = () => nothing;
    await using server = await startServer({ backend: { url: drupal.url, keys: [backendKey] } });
    const check = async (body: object) => (await server.call('check', body)).body.result;

    expect(
      await check({ token: await connectionToken('8'), origin: 'https://example.com', backend: true }),
    ).toEqual({ token: { ok: true }, origin: { ok: true }, backend: { ok: true }, anonymous: false });
    expect(await check({ token: await subscriptionToken('8', 'user:8') })).toMatchObject({
      token: { ok: false, reason: 'a subscription token is no connection token' },
    });

    drupal.answers['/nodejs/events'] = () => ({ status: 403 });
    expect(await check({ backend: true })).toMatchObject({
      backend: { ok: false, reason: 'Drupal does not know the key of backend.keys' },
    });
    drupal.answers['/nodejs/events'] = () => ({ status: 500 });
    expect(await check({ backend: true })).toMatchObject({
      backend: { ok: false, reason: 'POST /nodejs/events: expected status 200, got 500' },
    });
  });

  it('lets tokens wait until it knows what was revoked while it was away', async () => {
    await using drupal = await DrupalDouble.start();
    const answer = Promise.withResolvers<object>();
    drupal.answers['/nodejs/revocations'] = () => answer.promise;
    await using server = await startServer({ backend: { url: drupal.url, keys: [backendKey] } });
    const refusals: unknown[] = [];
    const patient = server.client({ token: await connectionToken('8') });
    patient.on('error', (error) => refusals.push(error));
    patient.connect();
    const revoked = server.client({ token: await connectionToken('7', { iat: now() - 60 }) });
    const end = next<{ code: number }>(revoked, 'disconnected');
    revoked.connect();
    answer.resolve({ body: { revocations: [{ user: '7', mode: 'end', at: now() }], last: 3 } });

    expect((await end).code).toBe(3500);
    await patient.ready();
    expect(refusals).toEqual([]);
    await drupal.until('/nodejs/flush', 1);
  });

  it('asks for what is new since then, page by page, and ends it', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/revocations'] = ({ path }) =>
      ({
        '/nodejs/revocations?since=0': { body: { revocations: [], last: 4, more: true } },
        '/nodejs/revocations?since=4': {
          body: { revocations: [{ user: '7', mode: 'end', at: now() }], last: 5 },
        },
      })[path] ?? { body: { revocations: [], last: 5 } };
    await using server = await startServer({ backend: { url: drupal.url, keys: [backendKey] }, limits });
    const client = server.client({ token: await connectionToken('7', { iat: now() - 60 }) });
    const end = next<{ code: number }>(client, 'disconnected');
    client.connect();
    expect((await end).code).toBe(3500);
    await drupal.until('/nodejs/revocations?since=5', 1);
  });

  it('takes no new token while Drupal is away, keeps who is there, and goes on when it is back', async () => {
    await using drupal = await DrupalDouble.start();
    await using server = await startServer({ backend: { url: drupal.url, keys: [backendKey] }, limits });
    await drupal.until('/nodejs/flush', 1);
    const here = server.client({ token: await connectionToken('7', { iat: now() - 60 }) });
    here.connect();
    await here.ready();

    drupal.answers['/nodejs/revocations'] = () => ({ status: 503 });
    const away = drupal.questions.length;
    await drupal.until('/nodejs/revocations', () => drupal.questions.length > away + 2);
    const late = server.client({ token: await connectionToken('8') });
    const refused = next<{ error: { code: number } }>(late, 'error');
    late.connect();
    expect((await refused).error.code).toBe(100);
    const subscription = here.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    const unknown = next<{ error: { code: number } }>(subscription, 'error');
    subscription.subscribe();
    expect((await unknown).error.code).toBe(100);
    expect(here.state).toBe('connected');

    drupal.answers['/nodejs/revocations'] = () => ({
      body: { revocations: [{ user: '7', mode: 'end', at: now() - 1 }], last: 1 },
    });
    const end = next<{ code: number }>(here, 'disconnected');
    expect((await end).code).toBe(3500);
    await late.ready();
    await drupal.until('/nodejs/flush', 2);
  });

  it('asks at once when Drupal is seen to answer again, however long the pause was to be', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/revocations'] = () => ({ status: 403 });
    const options = { url: drupal.url, keys: [backendKey] };
    // Pauses never end by themselves.
    const clock = new ManualClock();
    const limits = readLimits(testOptions({}).limits);
    const contact = new Contact({
      backend: new Backend(options, systemClock, limits),
      clock,
      limits,
      log: quiet,
    });
    contact.start(async () => undefined);
    expect(await contact.isCurrent()).toBe(false);
    contact.answers();
    expect(await contact.isCurrent()).toBe(false);
    drupal.answers['/nodejs/revocations'] = () => nothing;
    contact.answers();
    expect(await contact.isCurrent()).toBe(true);
    contact.stop();
  });

  it('has Drupal send what waits there, as long as something does', async () => {
    await using drupal = await DrupalDouble.start();
    let waiting = 3;
    drupal.answers['/nodejs/revocations'] = () => ({ body: { ...nothing.body, waiting } });
    drupal.answers['/nodejs/flush'] = () => {
      waiting -= 1;
      return {};
    };
    await using server = await startServer({ backend: { url: drupal.url, keys: [backendKey] }, limits });
    await drupal.until('/nodejs/flush', 3);
    const asked = drupal.questions.length;
    await drupal.until('/nodejs/revocations', () => drupal.questions.length > asked + 3);
    expect(await drupal.until('/nodejs/flush', 3)).toHaveLength(3);
    await server.stop();
  });

  it.each([
    ['says no', { status: 403 }],
    ['talks nonsense', { body: '<h1>Maintenance</h1>' }],
    ['leaves something out', { body: { revocations: [{ user: '7' }], last: 1 } }],
  ])('takes no token while Drupal %s', async (_what, answer) => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/revocations'] = () => answer;
    await using server = await startServer({ backend: { url: drupal.url, keys: [backendKey] }, limits });
    await drupal.until('/nodejs/revocations', 2);
    const socket = await server.socket();
    socket.send(`{"id":1,"connect":{"token":"${await connectionToken('8')}"}}`);
    expect(await socket.read()).toMatchObject({
      text: '{"id":1,"error":{"code":100,"message":"revocations are not known yet","temporary":true}}',
    });
  });
});
