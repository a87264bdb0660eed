import { describe, expect, it } from 'vitest';
import { connectionToken, next, startServer } from '../running-server.ts';

describe('the metrics', () => {
  it('count what clients and the API do, without naming anybody', async () => {
    await using server = await startServer();
    const refused = server.client({ token: 'nobody' });
    const end = next(refused, 'disconnected');
    refused.connect();
    await end;
    const client = server.client({ token: await connectionToken('7', { channels: ['user:7'] }) });
    const heard = next(client, 'publication');
    client.connect();
    await client.ready();
    await client.rpc('no.such', {}).catch(() => undefined);
    await server.call('publish', { channel: 'user:7', data: 'private' });
    await heard;

    const figures = await scrape(server.api);
    expect(figures).toMatchObject({
      'drupal_nodejs_clients{site="default"}': 1,
      'drupal_nodejs_users{site="default"}': 1,
      'drupal_nodejs_channels{site="default"}': 1,
      'drupal_nodejs_queue_bytes{site="default"}': 0,
      'drupal_nodejs_publications_total{site="default"}': 1,
      'drupal_nodejs_deliveries_total{site="default"}': 1,
      'drupal_nodejs_commands_total{site="default",method="connect",code="0"}': 1,
      'drupal_nodejs_commands_total{site="",method="connect",code="3500"}': 1,
      'drupal_nodejs_commands_total{site="default",method="rpc",code="104"}': 1,
      'drupal_nodejs_fan_out_seconds_count{site="default"}': 1,
    });
    const gone = next(client, 'disconnected');
    await server.call('disconnect', { user: '7' });
    await gone;
    expect(await scrape(server.api)).toMatchObject({
      'drupal_nodejs_clients{site="default"}': 0,
      'drupal_nodejs_disconnections_total{site="default",code="3503"}': 1,
    });
  });

  it('can be switched off', async () => {
    await using server = await startServer({ metrics: false });
    expect((await fetch(`${server.api}/metrics`)).status).toBe(404);
  });
});

async function scrape(api: string): Promise<Record<string, number>> {
  const response = await fetch(`${api}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
