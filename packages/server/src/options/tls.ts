import { Type } from 'typebox';
import { closed, reloads } from './values.ts';

const file = (description: string) => Type.String({ minLength: 1, description, expects: 'file', ...reloads });

export const tls = Type.Optional(
  closed(
    {
      certificate: file('Certificate and what stands between it and the root, as PEM.'),
      key: file('Its private key, as PEM.'),
      minVersion: Type.Union([Type.Literal('TLSv1.2'), Type.Literal('TLSv1.3')], {
        default: 'TLSv1.2',
        description: 'Oldest version that is spoken.',
        ...reloads,
      }),
    },
    'TLS for clients, where no proxy does it. SIGHUP reads the files again.',
  ),
);
