import { loadOptions } from '../configuration/load-options.ts';
import { callApi } from './call-api.ts';
import { type Command, readArguments } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Publishes one message to a channel of a running server. */
export const publish: Command = {
  usage: 'CHANNEL JSON [--site NAME]',
  summary: 'publish a message',

  async run(args) {
    const { config, site, positionals } = readArguments(args, {}, ['CHANNEL', 'JSON']);
    const [channel = '', json = ''] = positionals;
    const options = await loadOptions({ file: config, env: process.env });
    console.log(JSON.stringify(await callApi(options, site, 'publish', { channel, data: parse(json) })));
    return 0;
  },
};

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UsageError(`the message: expected JSON, got ${JSON.stringify(json.slice(0, 80))}`, { cause });
  }
}
