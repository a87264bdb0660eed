import assert from 'node:assert/strict';
import { sdkClient } from '../../sdk-client.ts';
import type { Scene } from '../scene.ts';

const claimsOfKey = [
  'secrets that the Key module keeps sign tokens and open the server’s API',
  'a key that isn’t there is named on the status report, and no token is given',
] as const;

/** Secrets in the Key module instead of settings.php. */
export async function playKey(scene: Scene): Promise<void> {
  const { arrive, site, server, claims, secrets } = scene;
  const kept = { e2e_token: secrets.tokenKey, e2e_api: secrets.apiKey };
  if (!(await scene.bring(['key'], claimsOfKey, 'contrib/key', kept))) return;
  const settle = (token: string) =>
    site.changeSettings(
      `$settings['nodejs']['token_key']['secret'] = ['key' => '${token}'];\n$settings['nodejs']['api_key'] = ['key' => 'e2e_api'];`,
    );
  const ask = () => fetch(`${site.url}/nodejs/token`);
  const owner = await arrive(site.admin);

  await claims.check(claimsOfKey[0], 'GET /nodejs/token, the SDK; a broadcast by PHP', async () => {
    settle('e2e_token');
    const { token } = (await (await ask()).json()) as { token: string };
    await using client = sdkClient(server.webSocketUrl, { token });
    await client.connected();
    const page = await owner.open('/admin/reports/status');
    assert.equal((await page.content()).includes(secrets.tokenKey), false);
    await page.close();
    assert.equal(await site.ask('contrib/publish', 'e2e:key'), true);
    return undefined;
  });

  await claims.check(claimsOfKey[1], 'the name of a key that nobody made', async () => {
    settle('e2e_nothing');
    const response = await ask();
    assert.equal(response.status, 503, await response.text());
    const page = await owner.open('/admin/reports/status');
    await page.getByText('token_key').first().waitFor();
    await page.close();
    return `HTTP ${response.status}`;
  });
  site.changeSettings();
  await owner.leave();
}
