import { readFileSync } from 'node:fs';

/** What a process needs beside clients: calls of the API, Drupal, the database, files. */
const reserve = 256;

/** How many sockets clients may have, so that the others of a process have theirs; Infinity where nobody says. */
export function socketsForClients(): number {
  const files = openFiles();
  return files - Math.min(reserve, Math.floor(files / 2));
}

function openFiles(): number {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    // Only Linux has this file.
    return Infinity;
  }
}
