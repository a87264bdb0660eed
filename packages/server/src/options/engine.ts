import { Type } from 'typebox';

export const engine = Type.Object(
  {
    type: Type.Literal('memory', { default: 'memory', description: 'Where channels live.' }),
    snapshot: Type.String({
      default: './drupal-nodejs.snapshot',
      description: 'File that carries the channels over a restart; "" for none.',
    }),
  },
  {
    additionalProperties: false,
    default: {},
    description: 'What keeps publications, presence and revocations.',
  },
);
