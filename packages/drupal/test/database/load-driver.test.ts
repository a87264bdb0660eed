import { describe, expect, it } from 'vitest';
import { loadDriver } from '../../src/database/load-driver.ts';

describe("a database's driver", () => {
  it('is asked for by name when it is not installed', async () => {
    const missing = 'no-such-driver';
    await expect(loadDriver(missing, () => import(missing))).rejects.toMatchObject({
      code: 'DRUPAL_DRIVER_MISSING',
      message: 'expected the npm package no-such-driver, found none: npm install no-such-driver',
    });
  });

  it('is not called missing when it is broken', async () => {
    const broken = new SyntaxError('Unexpected token');
    await expect(loadDriver('broken', () => Promise.reject(broken))).rejects.toBe(broken);
  });
});
