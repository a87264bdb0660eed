import { ProtocolError, ProtocolErrorCode, UnsubscribeCode } from '@drupal-nodejs/protocol';
import type { Drupal } from '../backend/drupal.ts';
import { jsonText } from '../json-text.ts';
import type { PluginHost } from '../plugin/plugin.ts';
import type { Site } from '../site/site.ts';
import type { OpenSiteParts } from './open-site.ts';

/** What the plugins of a site can do with it: also while, and after, its state goes to another process. */
export function pluginHost(
  site: Site,
  { log, gate, publishElsewhere }: Pick<OpenSiteParts, 'log' | 'gate' | 'publishElsewhere'>,
  drupal: Pick<Drupal, 'tell' | 'post'> | undefined,
): PluginHost {
  return {
    log,
    publish: async (name, channel, data) => {
      if (name !== site.name) {
        throw new ProtocolError(ProtocolErrorCode.unknownChannel);
      }
      const message = { data: jsonText(data) };
      await gate.pass(
        async () => {
          await site.publish(channel, message);
        },
        () => publishElsewhere(channel, message.data),
      );
    },
    unsubscribe: async (name, user, channel) => {
      if (name !== site.name) {
        return;
      }
      for (const member of site.roster.find(user)) {
        member.unsubscribe(channel, UnsubscribeCode.server);
      }
      await site.peers?.ask(name, { call: 'unsubscribe', body: { user, channel } });
    },
    tell: (name, type, about) => {
      if (name === site.name) {
        drupal?.tell(type, about);
      }
    },
    drupal: (name) => (name === site.name ? drupal : undefined),
  };
}
