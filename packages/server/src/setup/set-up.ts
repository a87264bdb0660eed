import type { NewFile } from './new-files.ts';
import { renderSetup, type SetupValues } from './render.ts';

/** What goes beside the configuration, below `setup/`. */
const shipped = [
  ...['nginx.conf', 'apache.conf', 'haproxy.cfg', 'Caddyfile', 'varnish.vcl'],
  ...['drupal-nodejs.service', 'supervisor.conf', 'Containerfile', 'compose.yaml'],
  'ddev/docker-compose.drupal-nodejs.yaml',
];

/** The set-up files of one server, filled in. */
export function setupFiles(values: SetupValues): readonly NewFile[] {
  return [
    ...shipped.map((name) => ({ name: `setup/${name}`, text: renderSetup(name, values) })),
    {
      name: 'setup/ddev/nginx/drupal-nodejs.conf',
      text: renderSetup('nginx.conf', { ...values, listen: 'drupal-nodejs:8080' }),
    },
  ];
}
