import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** Which rooms a room may import from, beside its own files and the words that everybody uses. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  broker: [],
  configuration: ['auth'],
  metrics: [],
  telemetry: ['metrics'],
  presence: [],
  revocation: ['rate'],
  plugin: [],
  peers: [],
  rate: [],
  usage: [],
  hub: ['broker', 'revocation'],
  auth: ['revocation'],
  backend: ['auth', 'events', 'plugin', 'revocation', 'site', 'usage'],
  events: [],
  // It looks at a server from outside.
  doctor: ['auth', 'backend'],
  engine: ['broker', 'events', 'peers', 'presence', 'revocation', 'usage'],
  // It runs a site of its own.
  admin: [
    'api',
    'auth',
    'connection',
    'engine',
    'hub',
    'metrics',
    'plugin',
    'rate',
    'server',
    'site',
    'transport',
  ],
  legacy: ['auth', 'hub', 'plugin', 'revocation', 'site'],
  connection: ['auth', 'broker', 'hub', 'plugin', 'rate', 'revocation', 'site'],
  transport: ['connection', 'hub', 'peers', 'rate'],
  api: ['metrics', 'plugin', 'site'],
  site: ['auth', 'broker', 'hub', 'peers', 'plugin', 'presence', 'revocation', 'usage'],
};

/** Files beside the rooms that hold no room's matters. */
const words = [
  'awaitable',
  'few',
  'fifo',
  'figures',
  'classic-channels',
  'clock',
  'closest-word',
  'drain',
  'errors',
  'forward',
  'gate',
  'json-text',
  'limits',
  'lingering',
  'meter',
  'namespaces',
  'options',
  'shared-timers',
  'timer',
  'tracer',
  'units',
  'version',
  'witness',
];

describe('the rooms of the server', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.d)\.ts$/.test(file),
  );

  it.each(files.filter((file) => Object.hasOwn(mayImport, room(file))))(
    '%s imports only what its room may',
    (file) => {
      const from = room(file);
      const imported = importsOf(file)
        .map(room)
        .filter((to) => to !== from && !words.includes(to));
      expect(imported.filter((to) => !mayImport[from]?.includes(to))).toEqual([]);
    },
  );

  it('leave the server to know them all', () => {
    const importers = files.filter((file) => importsOf(file).some((imported) => room(imported) === 'server'));
    expect([...new Set(importers.map(room))].toSorted()).toEqual(['admin', 'cli', 'index', 'server']);
  });

  it('leave unread what few servers need, until it is wanted', () => {
    const read = new Set<string>();
    const visit = (file: string): void => {
      if (!read.has(file)) {
        read.add(file);
        importsOf(file, true).forEach(visit);
      }
    };
    visit('cli.ts');
    visit('cli/serve.ts');
    expect(read.size).toBeGreaterThan(50);
    const rare = ['admin', 'cli/queue', 'doctor', 'legacy', 'setup', 'api/openapi.ts', 'api/results.ts'];
    expect([...read].filter((file) => rare.some((start) => file.startsWith(start)))).toEqual([]);
  });

  it('import each other without a circle', () => {
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, `${path.join(' → ')} → ${file}`).not.toContain(file);
      for (const next of importsOf(file, true)) {
        visit(next, [...path, file]);
      }
    };
    for (const way of ['index.ts', 'cli.ts', ...files.filter((file) => file.startsWith('cli/'))]) {
      visit(way, []);
    }
  });
});

function room(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? '';
}

/** Files of the package that a file imports; with `values`, type-only imports are left out. */
function importsOf(file: string, values = false): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/^(import|export) (type )?[^;]*?from '(\.[^']+)'/gms)]
    .filter(([, , type]) => !(values && type))
    .map(([, , , path = '']) => relative(source, resolve(source, dirname(file), path)))
    .filter((path) => !path.startsWith('..'));
}
