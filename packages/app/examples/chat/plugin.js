// The chat's half in the push server: who may read and write, and what a line is.
import { guardPlugin, requirePermission } from '@drupal-nodejs/app/push';
import { PluginError } from '@drupal-nodejs/server';

const room = 'talk:all';

export function createPlugin({
  database = process.env.DRUPAL_DATABASE,
  reviewMs,
  read = 'access comments',
  write = 'post comments',
}) {
  let host;
  return guardPlugin(
    { database, ...(reviewMs && { reviewMs }) },
    {
      name: 'talk',
      namespaces: ['talk'],
      start: async (offered) => {
        host = offered;
      },
      subscribe: async (channel, { account }) => channel === room && account.uid > 0 && account.can(read),
      methods: {
        say: requirePermission(write, async (data, { site, account }) => {
          const text = typeof data?.text === 'string' ? data.text.trim() : '';
          if (text === '' || text.length > 2000) throw new PluginError(1400, 'a line has 1 to 2,000 signs');
          await host.publish(site, room, { name: account.name, uid: account.uid, at: Date.now(), text });
        }),
      },
    },
  );
}
