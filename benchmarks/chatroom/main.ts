// `npm run bench chatroom [-- --rates 200,1000 --seconds 15 --readers 1000 --judges 50 --pages 2 --storm 5000]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromiumPath } from '../../packages/client/test/browser.ts';
import { hasCompiler } from '../native.ts';
import { measureRoom } from './crowded-room.ts';
import { roomTable } from './table.ts';

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '200,1000' },
    seconds: { type: 'string', default: '15' },
    'warm-up': { type: 'string', default: '3' },
    readers: { type: 'string', default: '1000' },
    judges: { type: 'string', default: '50' },
    pages: { type: 'string', default: '2' },
    storm: { type: 'string', default: '5000' },
    missed: { type: 'string', default: '20' },
    'no-result': { type: 'boolean', default: false },
  },
});
const sizes = {
  readers: Number(values.readers),
  judges: Number(values.judges),
  pages: chromiumPath === undefined ? 0 : Number(values.pages),
  rates: values.rates.split(',').map(Number),
  seconds: Number(values.seconds),
  warmUpSeconds: Number(values['warm-up']),
  storm: Number(values.storm),
  missed: Number(values.missed),
  limitMs: 8000,
};
const loadAverage = loadavg()[0];
const measured = hasCompiler ? await measureRoom(sizes, chromiumPath) : undefined;
if (measured === undefined) {
  console.error(
    '!! THE CHATROOM WAS NOT MEASURED: this needs `cc` and MariaDB (apt-get install gcc mariadb-server).',
  );
  process.exitCode = 1;
} else {
  const circumstances = { node: process.version, processor: cpus()[0]?.model.trim(), cores: cpus().length };
  const date = new Date().toISOString().slice(0, 10);
  console.log(`\n${roomTable(measured)}\n`);
  if (!values['no-result']) {
    const folder = new URL('results/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    const result = { benchmark: 'chatroom', date, ...circumstances, loadAverage, sizes, ...measured };
    writeFileSync(new URL('room.json', folder), `${JSON.stringify(result, undefined, 2)}\n`);
  }
}
