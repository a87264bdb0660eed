import { expect, it } from 'vitest';
import { restartKeys } from '../../src/server/restart-keys.ts';
import { testOptions } from '../running-server.ts';

const running = testOptions();
const site = { api: { keys: [] }, auth: {}, origins: [], plugins: [] };

it.each([
  [{}, []],
  [{ origins: ['https://other.example'], drainWindow: '1s', limits: { channels: 7 } }, []],
  [{ auth: { anonymous: true } }, []],
  [{ listen: '127.0.0.1:9', metrics: false }, ['listen', 'metrics']],
  [{ limits: { tokenLife: '1h', channels: 7 } }, ['limits.tokenLife']],
  [{ api: { listen: '127.0.0.1:9', keys: [] } }, ['api.listen']],
  [{ auth: { session: { database: 'x', baseUrl: 'https://a.example' } } }, ['auth.session']],
  [{ backend: { url: 'http://a.example', keys: [] } }, ['backend']],
  [{ sites: { a: site } }, ['sites.a']],
])('a running server says which keys it can’t take (%#)', (wishes, keys) => {
  expect(restartKeys(running, testOptions(wishes))).toEqual(keys);
});
