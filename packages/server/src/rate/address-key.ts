// Who stands behind these can't be told: a proxy of one's own, most of the time. Not by a BlockList, which makes a native
// object for each question.
const privateIPv4 =
  /^(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const privateIPv6 = /^(?:::1$|(?:f[cd]\w\w|fe[89ab]\w):)/;

/** Whether an address is one of the internet's. @param address as the system writes it; "" where there is none */
export function isPublic(address: string): boolean {
  return address !== '' && !(address.includes(':') ? privateIPv6 : privateIPv4).test(address);
}

/** What one party has as its address: of IPv6, where each has 2^64 of them, the first half. */
export function addressKey(address: string): string {
  if (!address.includes(':')) {
    return address;
  }
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = address.includes('::') ? [...first, ...zeros, ...last] : first;
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
