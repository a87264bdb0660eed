import { StartError } from '../errors.ts';
import { mergeNamespaces } from '../namespaces.ts';
import type { NamespaceOptions, ServerOptions } from '../options.ts';
import { toMilliseconds } from '../units.ts';

type Key = 'historySize' | 'historyTtl' | 'recover' | 'recovery';

/** A key without which another one comes to nothing. */
interface Lack {
  readonly key: Key;
  readonly expected: string;
  readonly because: Key;
}

/** What namespaces are to keep or to recover and would not, in silence: publications get lost by it. */
export function findHistoryProblems(path: string, channels: ServerOptions['channels']): StartError[] {
  const problems = new Map<string, StartError>();
  for (const [name, namespace] of mergeNamespaces(channels)) {
    const own = channels.namespaces[name] ?? {};
    const lack = findLack(own, namespace);
    if (lack !== undefined) {
      const { key, expected, because } = lack;
      const isOwn = own[key] !== undefined || own[because] !== undefined;
      const where = `${path}.${isOwn ? `namespaces.${name}` : 'defaults'}.${key}`;
      const [found, reason] = [namespace[key], namespace[because]].map((value) => JSON.stringify(value));
      // What is wrong with the defaults is so in every namespace that has them.
      problems.set(
        where,
        new StartError(
          'CONFIG_VALUE',
          `${where}: expected ${expected}, as ${because} is ${reason}, found ${found}`,
        ),
      );
    }
  }
  return [...problems.values()];
}

/** Of a wish only what the namespace says itself counts: the defaults are for those that can have it. */
function findLack(own: Partial<NamespaceOptions>, namespace: NamespaceOptions): Lack | undefined {
  if (namespace.historySize > 0) {
    if (toMilliseconds(namespace.historyTtl) === 0) {
      return { key: 'historyTtl', expected: 'a duration above zero', because: 'historySize' };
    }
    return own.recovery === 'cache' && !namespace.recover
      ? { key: 'recover', expected: 'true', because: 'recovery' }
      : undefined;
  }
  const wishes: Partial<Record<Key, boolean>> = {
    historyTtl: toMilliseconds(own.historyTtl ?? '0s') > 0,
    recover: own.recover === true,
    recovery: own.recovery === 'cache',
  };
  const wish = (['historyTtl', 'recover', 'recovery'] as const).find((key) => wishes[key]);
  return wish && { key: 'historySize', expected: 'a number above 0', because: wish };
}
