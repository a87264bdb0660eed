import { Type } from 'typebox';
import { closed } from './values.ts';

export const plugins = Type.Array(
  closed(
    {
      module: Type.String({ description: 'Module whose `createPlugin(options)` makes the plugin.' }),
      options: Type.Unknown({ default: {}, description: 'Handed to the plugin, which checks them.' }),
    },
    'A plugin.',
  ),
  { default: [], description: 'Features beside the server, such as the chatroom.' },
);
