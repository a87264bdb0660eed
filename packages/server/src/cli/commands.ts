import type { Command } from './command.ts';

/** The commands by name, each read when it is wanted: a server has no use for the others. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  check: async () => (await import('./check.ts')).check,
  token: async () => (await import('./token.ts')).token,
  publish: async () => (await import('./publish.ts')).publish,
  info: async () => (await import('./info.ts')).info,
  whoami: async () => (await import('./whoami.ts')).whoami,
  queue: async () => (await import('./queue.ts')).queue,
  init: async () => (await import('./init.ts')).init,
  doctor: async () => (await import('./doctor.ts')).doctor,
};
