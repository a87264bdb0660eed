// `npm run soak [name]`: what takes minutes. Each name is one soak; without a name all of them run.
import { availableParallelism } from 'node:os';
import { installNodeModules, installSystem, root } from './install.js';
import { run } from './run.js';

const hour = 3_600_000;

const soaks = {
  /** A million histories of the simulator, spread over the cores; SEEDS and FIRST_SEED change how many and which. */
  async simulator() {
    const histories = Number(process.env.SEEDS ?? 1_000_000);
    const first = Number(process.env.FIRST_SEED ?? 1);
    const workers = Math.min(availableParallelism(), histories);
    const share = Math.ceil(histories / workers);
    console.log(
      `${histories.toLocaleString('en')} histories from seed ${first} on, in ${workers} processes …`,
    );
    const runs = await Promise.all(
      Array.from({ length: workers }, (_, n) =>
        vitest('packages/server/test/simulator', {
          FIRST_SEED: String(first + n * share),
          HISTORIES: String(Math.min(share, histories - n * share)),
        }),
      ),
    );
    return runs.every(({ code }) => code === 0);
  },

  /** Live sockets go to another process; SOAK_CLIENTS changes how many (5000). */
  'hand-over': () => server('hand-over'),

  /** A restart with SOAK_CLIENTS clients (5000). */
  drain: () => server('drain'),

  /** Comings and goings for SOAK_MINUTES (15), with an eye on the heap. */
  churn: () => server('churn'),

  /** Faults of servers, Redis, Sentinel and Cluster under load, longer than in `npm test`. */
  async chaos() {
    await installSystem(['redis']);
    const { code } = await vitest('packages/redis/test/chaos', {
      CHAOS_LONG: '1',
      CHAOS_PUBLICATIONS: '2000',
      CHAOS_PAUSE_MS: '10000',
    });
    return code === 0;
  },

  /** A room under faults of its server, its database and the network, for ROUNDS (10) of them from FIRST_SEED on. */
  async chatroom() {
    const { code } = await vitest('packages/chatroom/test/faults', {
      FIRST_SEED: process.env.FIRST_SEED ?? '1',
      ROUNDS: process.env.ROUNDS ?? '10',
    });
    return code === 0;
  },

  /** A thousand histories of real clients on every transport; SEEDS and FIRST_SEED as above. */
  async histories() {
    const { code } = await vitest('packages/server/test/histories', {
      FIRST_SEED: process.env.FIRST_SEED ?? '1',
      HISTORIES: process.env.SEEDS ?? '1000',
    });
    return code === 0;
  },
};

await installNodeModules();
const [name] = process.argv.slice(2);
if (name !== undefined && !Object.hasOwn(soaks, name)) {
  console.error(`expected one of ${Object.keys(soaks).join(', ')}, got ${name}`);
  process.exit(1);
}

const failed = [];
for (const [each, soak] of Object.entries(soaks)) {
  if (name !== undefined && name !== each) continue;
  const began = performance.now();
  const held = await soak();
  if (!held) failed.push(each);
  console.log(`${held ? 'ok' : 'NO'} ${each}, ${Math.round((performance.now() - began) / 1000)} s`);
}
process.exitCode = failed.length === 0 ? 0 : 1;

async function server(name) {
  const script = 'scripts/soak/soak-server.ts';
  const { code } = await run('node', ['--conditions=source', script, name], { cwd: root, limitMs: 6 * hour });
  return code === 0;
}

function vitest(path, env) {
  return run('node', ['--conditions=source', 'node_modules/vitest/vitest.mjs', 'run', path], {
    cwd: root,
    env,
    limitMs: 6 * hour,
  });
}
