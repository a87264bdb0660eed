import { describe, expect, it } from 'vitest';
import { ClientAddresses } from '../../src/transport/client-address.ts';

const behind = (
  proxies: readonly string[],
  peer: string | undefined,
  forwarded?: string | string[],
): string =>
  new ClientAddresses(proxies).of(
    peer,
    forwarded === undefined ? {} : { 'x-forwarded-for': String(forwarded) },
  );

describe('the address of a client', () => {
  it('is the peer’s where no proxy is trusted, whatever it says', () => {
    expect(behind([], '203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(behind(['10.0.0.0/8'], '203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(behind([], '::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(behind([], undefined)).toBe('');
  });

  it.each([
    [['127.0.0.1'], '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    // What the client wrote itself stands at the left.
    [['127.0.0.1'], '127.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    [['127.0.0.1', '10.0.0.0/8'], '127.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.3.4', '198.51.100.1'],
    [['::1', 'fd00::/8'], '::1', '2001:db8::7, fd00::1', '2001:db8::7'],
    [['127.0.0.1'], '::ffff:127.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    // All of them trusted: the one that asked first.
    [['10.0.0.0/8'], '10.0.0.1', '10.0.0.3,10.0.0.2', '10.0.0.3'],
    [['127.0.0.1'], '127.0.0.1', undefined, '127.0.0.1'],
    [['127.0.0.1'], '127.0.0.1', '', '127.0.0.1'],
    [['127.0.0.1'], '127.0.0.1', 'unknown', '127.0.0.1'],
    [['127.0.0.1'], '127.0.0.1', '198.51.100.1, not an address', '127.0.0.1'],
    // Some proxies name the port too.
    [['127.0.0.1'], '127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    [['127.0.0.1'], '127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    [['127.0.0.1'], '127.0.0.1', '[2001:db8::1]', '2001:db8::1'],
    [['127.0.0.1'], '127.0.0.1', '[::ffff:198.51.100.1]:80', '198.51.100.1'],
    [['127.0.0.1', '::1'], '::1', '1.1.1.1, 198.51.100.1:4711, 127.0.0.1:80', '198.51.100.1'],
    [['127.0.0.1'], '127.0.0.1', '198.51.100.1:x', '127.0.0.1'],
    [['127.0.0.1'], '127.0.0.1', '[198.51.100.1', '127.0.0.1'],
  ])('behind %j, from %s with %j, is %s', (proxies, peer, forwarded, address) => {
    expect(behind(proxies, peer, forwarded)).toBe(address);
  });
});
