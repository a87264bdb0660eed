// Who may watch the queue's progress; the worker publishes it by the server's API.
import { guardPlugin } from '@drupal-nodejs/app/push';

export function createPlugin({ database = process.env.DRUPAL_DATABASE, watch = 'access site reports' }) {
  return guardPlugin(
    { database },
    {
      name: 'queue',
      namespaces: ['queue'],
      methods: {},
      subscribe: async (_channel, { account }) => account.can(watch),
    },
  );
}
