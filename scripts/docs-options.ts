// `npm run docs`: writes docs/options.md from the schema; with --check it only tells whether it would change.
import { readFile, writeFile } from 'node:fs/promises';
import { optionsSchema, shippedNamespaces } from '../packages/server/src/options.ts';

/** The part of JSON Schema that the options use. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly expects?: string;
  readonly minimum?: number;
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  /** A running server takes another value. */
  readonly reloads?: boolean;
}

/** Enough for a start; a test hands it to the real check. */
const least = `{
  "origins": ["https://example.com"],
  "api": { "keys": [{ "id": "a1", "secret": "a secret of at least 32 characters" }] },
  "auth": { "token": { "keys": [{ "id": "k1", "secret": "another one, of at least 32 characters" }] } }
}`;

const several = `{
  "api": { "listen": "127.0.0.1:8081" },
  "sites": {
    "news": {
      "origins": ["https://news.example"],
      "api": { "keys": [{ "id": "a1", "secret": "a secret of at least 32 characters" }] },
      "auth": { "token": { "keys": [{ "id": "k1", "secret": "another one, of at least 32 characters" }] } }
    },
    "shop": {
      "origins": ["https://shop.example"],
      "api": { "keys": [{ "id": "a1", "secret": "a third one, of at least 32 characters" }] },
      "auth": { "token": { "keys": [{ "id": "k1", "secret": "a fourth one, of at least 32 characters" }] } }
    }
  }
}`;

const target = new URL('../docs/options.md', import.meta.url);
const page = render(JSON.parse(JSON.stringify(optionsSchema)));

if (!process.argv.includes('--check')) {
  await writeFile(target, page);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== page) {
  console.error('docs/options.md differs from packages/server/src/options.ts: npm run docs');
  process.exitCode = 1;
}

function render(schema: Node): string {
  const blocks = Object.entries(schema.properties ?? {});
  const plain = blocks.filter(([, node]) => node.properties === undefined);
  const sections = blocks.filter(([, node]) => node.properties !== undefined);
  return `${[
    '<!-- Made by `npm run docs` from packages/server/src/options. Change it there. -->',
    '# Options',
    'The server reads JSON from `--config FILE`, else from the file that `NODEJS_CONFIG` names, else from\n`./drupal-nodejs.json`. Every key is also an environment variable, which wins over the file: the path in\nUPPER_SNAKE after `NODEJS_` (`limits.connectTimeout` is `NODEJS_LIMITS_CONNECT_TIMEOUT`), lists and maps as JSON.\nA variable that looks like a key and sets none is told of by `check`, and in the log at the start; it stops neither, as other\nprograms have variables of that prefix.',
    'An unknown key or a wrong value stops the start with one line that names it. `drupal-nodejs check` names all of\nthem. Durations are written `250ms`, `10s`, `5m`, `24h`; sizes `512B`, `64KB`, `1MB`.',
    'Several sites on one server stand in `sites`, each with keys as for one; their keys, and Origins of pages that bring no\nsigned token, must differ, since they tell whose a client is. No site hears or sees another.',
    'On `SIGHUP` a running server reads its configuration anew, and nobody is dropped: who is connected or subscribed\nstays as it was let in. That holds for the keys marked ↻; the log names changed ones that need a restart. A\nconfiguration that is broken changes nothing, and the log says why.',
    'The least that works, for a site whose pages bring tokens:',
    `\`\`\`json\n${least}\n\`\`\``,
    'Two sites; what belongs to the server as a whole, such as `api.listen`, stays outside of them:',
    `\`\`\`json\n${several}\n\`\`\``,
    '## Top level',
    table(plain.flatMap(([key, node]) => rows(key, node, schema.required?.includes(key) ?? false))),
    ...sections.flatMap(([key, node]) => [
      `## ${key}`,
      node.description ?? '',
      table(members(key, node, node.reloads ?? false)),
    ]),
    '## Namespaces that are there',
    'A channel belongs to the namespace before its first colon; a name without colon to the namespace `""`. These are\nthere unless the configuration says otherwise; keys they leave out have the defaults above.',
    namespaces(),
  ].join('\n\n')}\n`;
}

function members(path: string, node: Node, reloads: boolean): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, member]) =>
    rows(`${path}.${key}`, member, node.required?.includes(key) ?? false, reloads),
  );
}

/** A row for the key itself and one for each key inside it. */
function rows(path: string, node: Node, isRequired: boolean, isInReloaded = false): string[] {
  const reloads = isInReloaded || (node.reloads ?? false);
  const fallback = node.default === undefined ? (isRequired ? '**required**' : 'not set') : '';
  const own = `| \`${path}\` | ${kind(node)} | ${fallback || value(node)} | ${node.description ?? ''}${reloads ? ' ↻' : ''} |`;
  const map = Object.values(node.patternProperties ?? {})[0];
  return [
    own,
    ...members(path, node, reloads),
    ...(node.items ? members(`${path}[]`, node.items, reloads) : []),
    ...(map ? [`| \`${path}.*\` | block | | ${map.description} |`] : []),
    ...(map && !isPartial(map) ? members(`${path}.*`, map, reloads) : []),
  ];
}

/** Whether all of a block's keys are those of another block, told there. */
function isPartial({ properties, required = [] }: Node): boolean {
  return Object.keys(properties ?? {}).length > required.length;
}

/** A default; a block's are those of its keys. */
function value(node: Node): string {
  return node.properties ? '' : code(JSON.stringify(node.default));
}

function kind(node: Node): string {
  if (node.anyOf) return node.anyOf.map((choice) => code(JSON.stringify(choice.const))).join(' or ');
  if (node.const !== undefined) return code(JSON.stringify(node.const));
  if (node.expects) return node.expects;
  if (node.properties) return 'block';
  if (node.patternProperties) return 'map';
  if (node.type === 'integer') return `number from ${node.minimum}`;
  return { string: 'text', boolean: 'true or false', array: 'list' }[node.type ?? ''] ?? 'any JSON';
}

function namespaces(): string {
  const entries = Object.entries(shippedNamespaces).map(([name, options]) => {
    const said = Object.entries(options).map(([key, value]) => code(`${key}: ${JSON.stringify(value)}`));
    return `| ${code(name === '' ? '""' : name)} | ${said.join(', ')} |`;
  });
  return ['| namespace | options |', '|---|---|', ...entries].join('\n');
}

function table(lines: readonly string[]): string {
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
