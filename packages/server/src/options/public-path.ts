import { Type } from 'typebox';

/** A path as browsers ask for it: what they would write in another way is never asked for. */
export const publicPath = Type.Refine(
  Type.String({
    default: '/',
    description: 'Path before `connection/…`; begins and ends with a slash.',
    expects: 'path',
    example: '/realtime/',
  }),
  (text) => text.endsWith('/') && URL.parse(text, 'http://localhost')?.pathname === text,
);
