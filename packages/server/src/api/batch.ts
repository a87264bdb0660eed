import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Awaitable } from '../awaitable.ts';
import type { Site } from '../site/site.ts';
import type { CallContext } from './calls.ts';
import { type ApiFailure, toFailure } from './errors.ts';
import { callEverywhere } from './everywhere.ts';
import { type batchBody, bodies, type CallName } from './schemas.ts';

/** What became of one call: its result under its own name, or why it failed. */
export type BatchReply = Readonly<Record<string, unknown>> | ApiFailure['body'];

const validators = new Map(Object.entries(bodies).map(([name, schema]) => [name, Compile(schema)]));

/** Runs many calls one after the other, so that messages keep their order; one that fails doesn't stop the rest. */
export async function batch(
  site: Site,
  { commands }: Static<typeof batchBody>,
  context: CallContext,
  log: FastifyBaseLogger,
): Promise<readonly BatchReply[]> {
  const replies: BatchReply[] = [];
  for (const command of commands) {
    try {
      const [name, result] = beginCall(site, command, context);
      replies.push({ [name]: result instanceof Promise ? await result : result });
    } catch (error) {
      replies.push(toFailure(error, log).body);
    }
  }
  return replies;
}

/** Runs a call that is none of the server's own. @throws ProtocolError 104, PluginError */
export async function callPlugin(site: Site, name: string, body: unknown): Promise<unknown> {
  if (!name.includes('.')) {
    throw new ProtocolError(ProtocolErrorCode.methodNotFound, 'no such call');
  }
  return (await site.callPlugin(name, body)) ?? {};
}

function beginCall(
  site: Site,
  command: Readonly<Record<string, unknown>>,
  context: CallContext,
): readonly [name: string, result: Awaitable<unknown>] {
  const names = Object.keys(command);
  const [name] = names;
  if (name === undefined || names.length > 1) {
    const found = names.join(', ').slice(0, 80) || 'none';
    throw new ProtocolError(ProtocolErrorCode.methodNotFound, `expected one call, got ${found}`);
  }
  const body = command[name];
  const validator = validators.get(name);
  if (validator === undefined) {
    return [name, callPlugin(site, name, body)];
  }
  // Finding the first error takes three times as long as seeing that there is none.
  if (!validator.Check(body)) {
    const [wrong] = validator.Errors(body);
    const where = `${name}${wrong?.instancePath.replaceAll('/', '.') ?? ''}`;
    throw new ProtocolError(ProtocolErrorCode.badRequest, `${where}: ${wrong?.message ?? 'not as expected'}`);
  }
  return [name, callEverywhere(site, name as CallName, body, context)];
}
