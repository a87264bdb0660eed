import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ServerOptions } from '../options.ts';
import { failed, type Leg, ok, type RemedyCode, warning } from './leg.ts';

const patienceMs = 3_000;

/** Tells whether what keeps everything can be reached, also while the server is away. */
export async function tryEngine({ engine }: ServerOptions): Promise<Leg> {
  if (engine.type === 'memory') {
    return ok('engine', 'memory of the server');
  }
  const urls = engine.url.split(',').map((text) => new URL(text.trim()));
  const tried = await Promise.all(urls.map((url) => ping(url, engine)));
  const troubles = tried.filter((trouble) => trouble !== undefined);
  const [first] = troubles;
  if (first === undefined) {
    return ok('engine', `redis at ${urls.map(({ host }) => host).join(', ')} answers`);
  }
  const found = troubles.map((trouble) => trouble.found).join(', ');
  return troubles.length === urls.length
    ? failed('engine', first.code, found)
    : warning('engine', 'ENGINE_PARTLY', `${found}; the others answer`);
}

interface Trouble {
  readonly code: RemedyCode;
  readonly found: string;
}

async function ping(
  url: URL,
  { mode, sentinelPassword, ca, cert, key }: ServerOptions['engine'],
): Promise<Trouble | undefined> {
  // Of Sentinels only the address is known here; the password of the URL is the master's.
  const isSentinel = mode === 'sentinel';
  const password = isSentinel ? sentinelPassword : decodeURIComponent(url.password);
  const user = isSentinel ? '' : decodeURIComponent(url.username);
  const address = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSentinel ? 26_379 : 6_379)),
  };
  const name = `${url.hostname}:${address.port}`;
  const read = (file: string) => (file === '' ? undefined : readFileSync(file));
  try {
    const isTls = url.protocol === 'rediss:';
    const socket = isTls
      ? connectTls({ ...address, ca: read(ca), cert: read(cert), key: read(key) })
      : connect(address);
    const signal = AbortSignal.timeout(patienceMs);
    try {
      await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
      const login = password === '' ? [] : [command('AUTH', ...(user === '' ? [] : [user]), password)];
      socket.write([...login, command('PING')].join(''));
      let answer = '';
      while (answer.split('\r\n').length <= login.length + 1) {
        const [chunk] = await once(socket, 'data', { signal });
        answer += String(chunk);
      }
      const error = answer.split('\r\n').find((line) => line.startsWith('-'));
      return error === undefined
        ? undefined
        : { code: 'ENGINE_REFUSED', found: `${name}: ${error.slice(1).split(' ')[0]}` };
    } finally {
      socket.destroy();
    }
  } catch (error) {
    const { code, name: kind } = error as NodeJS.ErrnoException;
    return {
      code: 'ENGINE_AWAY',
      found: `${name}: ${kind === 'AbortError' ? 'no answer' : (code ?? kind)}`,
    };
  }
}

/** A command as Redis reads it. */
function command(...words: readonly string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join(
    '\r\n',
  );
}
