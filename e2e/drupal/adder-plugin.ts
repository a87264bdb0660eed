import { type Plugin, PluginError } from '@drupal-nodejs/server';

/** A plugin of the push server that adds for PHP, and one call that never answers. */
export function createPlugin(): Plugin {
  return {
    name: 'adder',
    methods: {},
    calls: {
      async add(body) {
        const { numbers } = body as { readonly numbers?: unknown };
        if (!Array.isArray(numbers)) throw new PluginError(400, 'expected numbers');
        return numbers.reduce((sum: number, number: unknown) => sum + Number(number), 0);
      },
      never: () => new Promise(() => undefined),
    },
  };
}
