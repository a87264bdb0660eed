import { findStrays } from '../configuration/environment.ts';
import { readOptions } from '../configuration/load-options.ts';
import { findProblems } from '../configuration/option-problems.ts';
import { StartError } from '../errors.ts';
import { type ServerOptions, sitesOf } from '../options.ts';
import { Plugins } from '../plugin/plugins.ts';
import { findCertificateProblem, readTls } from '../transport/tls-context.ts';
import { type Command, readArguments } from './command.ts';

/** Tells of every wrong key what was expected, of variables that set none, and tries the files that the keys name. */
export const check: Command = {
  usage: '[--config FILE]',
  summary: 'check the configuration key by key, its certificate and its plugins',

  async run(args) {
    const { config } = readArguments(args);
    for (const stray of findStrays(process.env)) {
      console.error(stray);
    }
    const options = await readOptions({ file: config, env: process.env });
    const wrong = findProblems(options);
    const problems = wrong.length > 0 ? wrong : await findOthers(options as ServerOptions);
    for (const { message, code } of problems) {
      console.error(`${message} (${code})`);
    }
    console.log(problems.length === 0 ? 'the configuration is valid' : `${problems.length} wrong`);
    return problems.length === 0 ? 0 : 1;
  },
};

/** What shows only when it is tried: each as a start of the server does, but for the plugins' own start. */
async function findOthers(options: ServerOptions): Promise<StartError[]> {
  const tries = [
    async () => findCertificateProblem(readTls(options.tls), Date.now()),
    ...[...sitesOf(options).values()].map(({ plugins }) => async () => {
      await Plugins.load(plugins);
      return undefined;
    }),
  ];
  const found = await Promise.all(
    tries.map((attempt) =>
      attempt().catch((error: unknown) => {
        if (error instanceof StartError) {
          return error;
        }
        throw error;
      }),
    ),
  );
  return found.filter((problem) => problem !== undefined);
}
