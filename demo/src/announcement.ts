import { relative } from 'node:path';
import type { Demo } from './demo.ts';
import { passwordOf } from './drupal/people.ts';

/** The block that a starting demo prints. */
export function announcement(demo: Demo, bold: (text: string) => string): string {
  const { hosts, ports, php, commands, state } = demo;
  const people = ['admin', 'Alice', 'Bob'].map((name) => `${name} / ${passwordOf(name)}`).join('    ');
  const half =
    php.kind === 'native'
      ? `PHP ${php.version} of this machine`
      : `PHP ${php.version} from npm (WebAssembly)`;
  const rows: [string, string][] = [
    ['Open', bold(demo.address)],
    ['', '(the key opens the PHP console to this browser; it is new with each start)'],
    ['Log-ins', `${people}    (each is a button, too)`],
    ['Alone', hosts.frames.map(({ origin }) => `${origin}/`).join('  ')],
    ['Drupal', half],
    ['Push', `ws://${hosts.main.authority}/realtime/   API http://127.0.0.1:${ports.api}/api/`],
    ['State', `${relative(process.cwd(), state.path) || '.'}/   (--fresh starts anew)`],
  ];
  const lines = rows.map(([name, text]) => `  ${name.padEnd(9)}${text}`);
  const notices = [commands.npx, commands.curl].map((command) => `    ${command}`);
  return [
    '',
    `  ${bold('Node.js Integration for Drupal: the demo')}`,
    '',
    ...lines,
    '',
    '  A notice pops up in every page when you paste one of these into another terminal:',
    '',
    ...notices,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
