import { findProblems, readOptions } from '../load-options.ts';
import { type Command, readArguments } from './command.ts';

/** Tells of every wrong key what was expected. */
export const check: Command = {
  usage: '[--config FILE]',
  summary: 'check the configuration, key by key',

  async run(args) {
    const { config } = readArguments(args);
    const problems = findProblems(await readOptions({ file: config, env: process.env }));
    for (const { message, code } of problems) {
      console.error(`${message} (${code})`);
    }
    console.log(problems.length === 0 ? 'the configuration is valid' : `${problems.length} wrong`);
    return problems.length === 0 ? 0 : 1;
  },
};
