import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { compile } from '../native.ts';

/** Milliseconds, of the moment when a line was due to the one when it was there. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What the readers in C saw since the command. */
export interface Report {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly offered: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** `seq` of the newest line that was acknowledged. */
  readonly head: number;
  readonly deliveries: number;
  /** Lines over which a reader's numbers jumped. */
  readonly missing: number;
  /** Lines that readers hadn't got at the end. */
  readonly behind: number;
  /** Lines that came again, or after a later one. */
  readonly doubled: number;
  readonly bytes: number;
  /** Readers whom one page brought up to the room's newest line. */
  readonly caughtUp: number;
  /** To the readers. */
  readonly screens: Latency;
  /** To the author's acknowledgement. */
  readonly receipts: Latency;
}

/** The mass of a room: readers in C, who also write. */
export interface Chatters extends AsyncDisposable {
  /** Gives a command of `native/chatters.c`; one at a time. @throws Error when a connection was lost or refused */
  command(text: string): Promise<Report>;
}

export function startChatters(port: number, tokens: string, connections: number): Chatters {
  const args = ['--port', port, '--tokens', tokens, '--connections', connections].map(String);
  const child = spawn(compile('chatters'), args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const exit = once(child, 'exit');
  const ended = exit.then(() => {
    throw new Error(`the readers ended: ${complaints}`);
  });
  ended.catch(() => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async command(text) {
      child.stdin.write(`${text}\n`);
      const { value } = await Promise.race([lines.next(), ended]);
      if (complaints !== '') console.error(complaints);
      complaints = '';
      return JSON.parse(String(value)) as Report;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
