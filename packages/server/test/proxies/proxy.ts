import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { renderSetup } from '../../src/setup/render.ts';
import { freePorts } from '../free-ports.ts';
import { type Certificate, certify } from './certificate.ts';

/** What a kind of proxy is told. */
export interface Place {
  /** A folder of its own. */
  readonly folder: string;
  /** Port of the address that browsers would use. */
  readonly port: number;
  /** More free ports. */
  readonly inner: readonly number[];
  readonly certificate: Certificate;
  /** The shipped snippet, for this server. */
  readonly snippet: string;
}

/** A kind of proxy, as Debian has it. */
export interface ProxyKind {
  readonly name: string;
  /** Its file in `packages/server/setup`. */
  readonly snippet: string;
  readonly commands: readonly string[];
  readonly packages: readonly string[];
  /** Files of a site that uses the snippet; its other pages say "the site". */
  files(place: Place): Readonly<Record<string, string>>;
  /** Command lines, each of a process that stays in the foreground. */
  run(place: Place): readonly (readonly [string, ...string[]])[];
  /** Ways to get the snippet wrong. */
  readonly faults: readonly Fault[];
}

/** A wrong snippet. */
export interface Fault {
  readonly what: string;
  readonly edit: (snippet: string) => string;
  /** Legs that fail, and the code of each. */
  readonly finds: Readonly<Record<string, string>>;
}

/** Changes a snippet. @throws Error when the text isn't there: then nothing would be wrong with it */
export function change(snippet: string, ...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) {
      throw new Error(`expected ${from} in the snippet`);
    }
    return text.replaceAll(from, to);
  }, snippet);
}

/** A real proxy with TLS before a push server. */
export class TlsProxy implements AsyncDisposable {
  readonly url: string;
  readonly ca: string;
  /** The shipped snippet, as it is used. */
  readonly snippet: string;
  readonly #folder: string;
  readonly #processes: readonly ChildProcess[];
  #output = '';

  private constructor(place: Place, processes: readonly ChildProcess[]) {
    this.url = `https://127.0.0.1:${place.port}`;
    this.ca = place.certificate.certificate;
    this.snippet = place.snippet;
    this.#folder = place.folder;
    this.#processes = processes;
    for (const { stdout, stderr } of processes) {
      for (const stream of [stdout, stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
          this.#output += text;
        });
      }
    }
  }

  /** Starts one before the server at `listen`; `edit` may spoil the snippet. */
  static async start(
    kind: ProxyKind,
    listen: string,
    edit: (snippet: string) => string = (snippet) => snippet,
  ): Promise<TlsProxy> {
    const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-proxy-'));
    // Proxies give up root's rights before they read a page.
    await chmod(folder, 0o755);
    const [port = 0, ...inner] = await freePorts(4);
    const shipped = renderSetup(kind.snippet, {
      host: '127.0.0.1',
      path: '/realtime/',
      listen,
      apiListen: '',
      folder: '',
      config: '',
      user: '',
      version: '',
    });
    const certificate = await certify(folder);
    const place = { folder, port, inner, certificate, snippet: edit(shipped) };
    for (const [name, text] of Object.entries(kind.files(place))) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const processes = kind.run(place).map(([command, ...args]) =>
      spawn(command, args, {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: environment(folder),
        // A group of its own: most have workers.
        detached: true,
      }),
    );
    const proxy = new TlsProxy(place, processes);
    try {
      await proxy.#ready();
    } catch (error) {
      await proxy[Symbol.asyncDispose]();
      throw error;
    }
    return proxy;
  }

  /** All that it wrote down. */
  async logs(): Promise<string> {
    const files = await readdir(this.#folder);
    const logs = files.filter((name) => name.endsWith('.log'));
    const texts = await Promise.all(logs.map((name) => readFile(join(this.#folder, name), 'utf8')));
    return [this.#output, ...texts].join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // At once: most would wait for connections to end.
    for (const child of this.#processes) {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        const gone = once(child, 'exit');
        process.kill(-child.pid, 'SIGKILL');
        await gone;
      }
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Waits until it answers. */
  async #ready(): Promise<void> {
    for (let tries = 0; !(await answers(this.url, this.ca)); tries += 1) {
      const dead = this.#processes.find(({ exitCode }) => exitCode !== null);
      if (dead !== undefined || tries > 400) {
        throw new Error(`${dead?.spawnfile ?? 'the proxy'} does not answer:\n${await this.logs()}`);
      }
      await setTimeout(25);
    }
  }
}

/** Asks for a page, on a connection of its own. */
export async function ask(url: string, ca: string): Promise<{ status: number; body: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { ca: readFileSync(ca), agent: false }, resolve)
      .on('error', reject)
      .end();
  });
  const chunks = await response.toArray();
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

/** Is there such a command, in PATH or where Debian keeps what only root needs? */
export function hasCommand(name: string): boolean {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function environment(folder: string): NodeJS.ProcessEnv {
  // Caddy keeps what it likes to remember at home.
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, HOME: folder, XDG_DATA_HOME: folder };
}

async function answers(url: string, ca: string): Promise<boolean> {
  try {
    return (await ask(url, ca)).status === 200;
  } catch {
    return false;
  }
}
