import type { Access, Address } from './access.ts';
import { Link } from './link.ts';

/** Asks the Sentinels, one after the other, who is master. @throws Error when none of them knows */
export async function findMaster(
  sentinels: readonly Address[],
  access: Access,
  master: string,
): Promise<Address> {
  const reasons: string[] = [];
  for (const sentinel of sentinels) {
    try {
      return await ask(sentinel, access, master);
    } catch (error) {
      reasons.push(`${sentinel.host}:${sentinel.port} ${(error as Error).message}`);
    }
  }
  throw new Error(`no Sentinel knows a master ${master}: ${reasons.join(', ')}`);
}

async function ask(sentinel: Address, access: Access, master: string): Promise<Address> {
  const found = await Link.askOnce(sentinel, access, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master]);
  if (!Array.isArray(found)) {
    throw new Error('does not know it');
  }
  return { host: String(found[0]), port: Number(found[1]) };
}
