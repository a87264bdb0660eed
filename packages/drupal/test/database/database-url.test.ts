import { openDatabase } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/database-url.ts';

const server = {
  driver: 'mysql',
  host: 'localhost',
  port: undefined,
  socket: undefined,
  user: '',
  password: '',
  database: 'drupal',
  tls: undefined,
  prefix: '',
};

describe("a database's address", () => {
  it.each([
    ['sqlite://localhost//srv/site.sqlite', { driver: 'sqlite', path: '/srv/site.sqlite' }],
    ['sqlite://localhost/site.sqlite#dp_', { driver: 'sqlite', path: 'site.sqlite-dp_' }],
    ['mysql://localhost/drupal', server],
    ['mysqli://localhost/drupal?module=mysqli', server],
    [
      'mysql://me:s%3Acr%2Ft%40@db.example.com:3307/drupal#dp_',
      {
        ...server,
        user: 'me',
        password: 's:cr/t@',
        host: 'db.example.com',
        port: 3307,
        prefix: 'dp_',
      },
    ],
    ['pgsql://[::1]/drupal#schema.dp_', { ...server, driver: 'pgsql', host: '::1', prefix: 'schema.dp_' }],
    ['mysql://localhost/drupal?unix_socket=/run/s.sock', { ...server, socket: '/run/s.sock' }],
    ['mysql://localhost/drupal?tls=verify', { ...server, tls: { caFile: undefined } }],
    ['mysql://localhost/drupal?tls_ca=/ca.pem', { ...server, tls: { caFile: '/ca.pem' } }],
  ])('is read as Drupal does: %s', (url, address) => {
    expect(parseDatabaseUrl(url)).toEqual(address);
  });

  it.each([
    ['not an address', 'something that is not a URL'],
    ['oracle://drupal:secret@localhost/drupal', 'the driver "oracle"'],
    ['sqlite://localhost/', 'no path of a file'],
    ['sqlite://localhost/:memory:', 'no path of a file'],
    ['sqlite://localhost//a%00b', 'no path of a file'],
    ['sqlite://localhost//a%zz', 'a broken % escape'],
    ['sqlite://localhost//a#../b', 'a prefix with other signs than letters, digits and _'],
    ['mysql://drupal:secret@localhost/', 'no host or no database'],
    ['mysql://drupal:sec%ret@localhost/drupal', 'a broken % escape'],
    [
      'mysql://drupal:secret@localhost/drupal#a`b',
      'a prefix with other signs than letters, digits and _, or more than one dot',
    ],
    ['mysql://drupal:secret@localhost/drupal?tls=maybe', 'a tls other than "verify"'],
    ['mysql://drupal:secret@localhost/drupal?ssl=1', 'the parameter "ssl"'],
  ])('is refused without being repeated: %s', async (url, found) => {
    await expect(openDatabase(url)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_URL',
      message: `database: expected Drupal's form sqlite://localhost//absolute/path.sqlite or mysql://user:password@host/database; found ${found}`,
    });
  });

  it('is refused when its certificates cannot be read', async () => {
    await expect(openDatabase('mysql://localhost/drupal?tls_ca=/nowhere.pem')).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_URL',
    });
  });
});
