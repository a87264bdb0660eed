import { ProtocolErrorCode } from '@drupal-nodejs/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Namespaces } from '../src/namespaces.ts';
import { optionsSchema, type ServerOptions } from '../src/options.ts';

describe('the namespaces of a site', () => {
  it('are those of the newest configuration, also for the channel that was asked about last', () => {
    const namespaces = new Namespaces(channels({ news: { historySize: 5 } }));
    expect(namespaces.of('news:1').retention.size).toBe(5);
    namespaces.reload(channels({ news: { historySize: 7 } }));
    expect(namespaces.of('news:1').retention.size).toBe(7);
    expect(namespaces.of('news:2').retention.size).toBe(7);
    namespaces.reload(channels({}));
    expect(() => namespaces.of('news:2')).toThrow(
      expect.objectContaining({ code: ProtocolErrorCode.unknownChannel }),
    );
  });
});

function channels(namespaces: object): ServerOptions['channels'] {
  return (Value.Default(optionsSchema, { channels: { namespaces } }) as ServerOptions).channels;
}
