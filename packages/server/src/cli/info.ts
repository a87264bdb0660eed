import { loadOptions } from '../configuration/load-options.ts';
import { callApi } from './call-api.ts';
import { type Command, readArguments } from './command.ts';

/** Tells who is connected to a running server. */
export const info: Command = {
  usage: '[--site NAME]',
  summary: 'clients, users and channels of a running server',

  async run(args) {
    const { config, site } = readArguments(args);
    const options = await loadOptions({ file: config, env: process.env });
    console.log(JSON.stringify(await callApi(options, site, 'info', {}), undefined, 2));
    return 0;
  },
};
