import { createDrupal } from '@drupal-nodejs/drupal';
import { baseUrl, type DatabaseName, makeCrowd } from './crowd.ts';

/** The log-ins of all live connections are looked at again. */
export async function sweep(name: DatabaseName, size: number) {
  await using crowd = await makeCrowd(name, size);
  if (crowd === undefined) return undefined;
  const drupal = await createDrupal({ database: crowd.database, baseUrl });
  const accounts = await Promise.all(crowd.cookies.map((cookie) => drupal.from({ cookie })));
  const ms: number[] = [];
  for (let n = 0; n < 8; n++) {
    const start = performance.now();
    const still = await drupal.review(accounts);
    ms.push(performance.now() - start);
    if (still.size !== size) throw new Error(`${still.size} of ${size} still hold`);
  }
  await drupal.close();
  // What is compiled meanwhile is in the first.
  const sorted = ms.slice(3).sort((a, b) => a - b);
  return { connections: size, ms: Math.round(sorted[2] ?? 0), least: Math.round(sorted[0] ?? 0) };
}
