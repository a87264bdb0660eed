import { isIP, isIPv6 } from 'node:net';
import { Type } from 'typebox';

const proxy = Type.Refine(
  Type.String({ expects: 'IP address or network, such as 127.0.0.1 or 10.0.0.0/8' }),
  (text) => {
    const [, address = '', prefix = '0'] = /^([^/]+)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
    return isIP(address) !== 0 && Number(prefix) <= (isIPv6(address) ? 128 : 32);
  },
);

export const trustedProxies = Type.Array(proxy, {
  default: [],
  description:
    'Proxies that are believed for whom they ask (`X-Forwarded-For`): addresses or networks, `10.0.0.0/8`.',
});
