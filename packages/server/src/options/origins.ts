import { Type } from 'typebox';
import { origin, reloads } from './values.ts';

export const origins = Type.Array(origin, {
  default: [],
  description: 'Origins whose pages may connect, each written out: `https://example.com`.',
  ...reloads,
});
