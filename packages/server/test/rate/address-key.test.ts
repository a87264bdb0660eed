import { BlockList, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressKey, isPublic } from '../../src/rate/address-key.ts';
import { ClientAddresses } from '../../src/transport/client-address.ts';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('what one party has as its address: %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

it.each([
  ['203.0.113.7', true],
  ['2001:db8::1', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['100.64.0.1', false],
  ['::1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['', false],
])('whether %s is an address of the internet: %s', (address, answer) => {
  expect(isPublic(address)).toBe(answer);
});

it('whether an address is one of the internet’s is what a BlockList of the networks says', () => {
  const notPublic = new BlockList();
  for (const network of ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12']) {
    addSubnet(notPublic, network, 'ipv4');
  }
  addSubnet(notPublic, '192.168.0.0/16', 'ipv4');
  for (const network of ['::1/128', 'fc00::/7', 'fe80::/10']) {
    addSubnet(notPublic, network, 'ipv6');
  }
  const octet = fc.integer({ min: 0, max: 255 });
  const first = fc.oneof(octet, fc.constantFrom(9, 10, 11, 100, 126, 127, 128, 168, 169, 172, 192, 193));
  const second = fc.oneof(octet, fc.constantFrom(15, 16, 31, 32, 63, 64, 127, 128, 168, 253, 254));
  const ipv4 = fc.tuple(first, second, octet, octet).map((octets) => octets.join('.'));
  const group = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0, 0, 0, 0, 1));
  const head = fc.oneof(
    group,
    fc.constantFrom(0xfb, 0xfc, 0xfd, 0xfe, 0xfe8, 0xfbff, 0xfc00, 0xfdff, 0xfe7f, 0xfe80, 0xfebf, 0xfec0),
  );
  const ipv6 = fc
    .tuple(head, group, group, group, group, group, group, group)
    .map((groups) => groups.map((number) => number.toString(16)).join(':'))
    .map((address) => new SocketAddress({ address, family: 'ipv6' }).address);

  fc.assert(
    fc.property(ipv4, (address) => {
      const answer = !notPublic.check(address, 'ipv4');
      expect(isPublic(address)).toBe(answer);
      expect(isPublic(new ClientAddresses([]).of(`::ffff:${address}`, {}))).toBe(answer);
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(ipv6, (address) => {
      expect(isPublic(address)).toBe(!notPublic.check(address, 'ipv6'));
    }),
    { numRuns: 5_000 },
  );
});

function addSubnet(list: BlockList, network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', prefix] = network.split('/');
  list.addSubnet(address, Number(prefix), family);
}
