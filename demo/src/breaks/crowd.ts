import { readFile } from 'node:fs/promises';
import { BareClient, type BareClients } from './bare-client.ts';

/** What a crowd cost. */
export interface CrowdFound {
  readonly sockets: number;
  /** Of the push server; null where the system doesn't tell. */
  readonly megabytes: { readonly before: number; readonly after: number } | null;
}

const atOnce = 100;

/** Connects so many clients to a channel, looks at the server's memory, and sends them home. */
export async function crowd(
  clients: BareClients,
  { sockets, channel, pid }: { readonly sockets: number; readonly channel: string; readonly pid: number },
): Promise<CrowdFound> {
  const before = await megabytes(pid);
  const all: BareClient[] = [];
  try {
    while (all.length < sockets) {
      const wave = Array.from({ length: Math.min(atOnce, sockets - all.length) }, () =>
        BareClient.open(clients, channel),
      );
      const settled = await Promise.allSettled(wave);
      all.push(...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
      // The machine has no more to give: what stands is what is told.
      if (settled.some(({ status }) => status === 'rejected')) break;
    }
    const after = await megabytes(pid);
    return {
      sockets: all.length,
      megabytes: before === undefined || after === undefined ? null : { before, after },
    };
  } finally {
    for (const client of all) client.leave();
  }
}

/** What Linux says a process holds in memory. */
async function megabytes(pid: number): Promise<number | undefined> {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
