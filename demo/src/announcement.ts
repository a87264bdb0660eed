import { relative } from 'node:path';
import type { Demo } from './demo.ts';
import { passwordOf } from './drupal/people.ts';
import type { NoticeCommands } from './push/notice-commands.ts';
import type { RealDrupal } from './real-drupal.ts';

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
  return block(bold('Node.js Integration for Drupal: the demo'), rows, commands);
}

/** The block of a demo on a real Drupal. */
export function realDrupalAnnouncement(drupal: RealDrupal, bold: (text: string) => string): string {
  const logIns = drupal.logIns.map(({ name, password }) => `${name} / ${password}`).join('    ');
  const rows: [string, string][] = [
    ['Open', `${bold(`${drupal.url}/user/login`)}   then ${drupal.url}/nodejs-e2e/page`],
    ['Log-ins', logIns],
    ['', '(a private window makes a second person: one browser holds one session)'],
    ['Drupal', `${drupal.version}, site directory ${drupal.directory} (removed at the end)`],
    ['Push', `${drupal.publicUrl}   API ${drupal.apiUrl}/api/`],
  ];
  return block(bold(`Node.js Integration on Drupal ${drupal.version}`), rows, drupal.commands);
}

function block(title: string, rows: readonly [string, string][], commands: NoticeCommands): string {
  const lines = rows.map(([name, text]) => `  ${name.padEnd(9)}${text}`);
  const notices = [commands.npx, commands.curl].map((command) => `    ${command}`);
  return [
    '',
    `  ${title}`,
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
