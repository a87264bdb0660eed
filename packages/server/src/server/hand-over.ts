import type { Server as HttpServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../engine/engine.ts';
import type { Gate } from '../gate.ts';
import { HandoverError } from '../handover/handover-error.ts';
import { inheritanceVersion } from '../handover/inheritance.ts';
import type { Successor } from '../handover/successor.ts';
import type { ServerOptions } from '../options.ts';
import type { ClientListener } from '../transport/client-listener.ts';
import { leavePort, portOf } from '../transport/listen.ts';
import type { WireRecord } from '../transport/wires.ts';
import type { OpenSite } from './open-site.ts';

/** What a server has that another process goes on with. */
export interface HandOverParts {
  readonly options: ServerOptions;
  readonly gate: Gate;
  readonly engine: Engine;
  readonly sites: readonly OpenSite[];
  readonly listener: ClientListener;
  readonly api: HttpServer;
}

/** Time for all sockets to arrive at the successor: each costs both processes a turn, and nobody waits. */
const shipMs = 300_000;
/** So many that came meanwhile may be shipped while everybody waits. */
const fewWires = 50;
/** Time for what clients asked to be answered, and for the answers to leave: the others come back by themselves. */
const restMs = 1_000;
/** Time for requests to the API to be answered. */
const callsMs = 5_000;
/** Time for the successor to take over what it was given. */
const takeOverMs = 15_000;

/**
 * Hands a running server over to its successor, while clients notice nothing.
 *
 * Sockets are shipped while everything goes on. Then the server comes to rest for a moment (who publishes meanwhile
 * waits for the answer), writes its state down, and goes on where the successor did not take over. What can't be
 * moved (TLS, commands without an end, readers that don't read) stays here and is to be sent away.
 *
 * @throws HandoverError when the server goes on as if nothing had happened
 */
export async function handOver(successor: Successor, parts: HandOverParts): Promise<void> {
  const { options, gate, engine, sites, listener, api } = parts;
  const ports = { clients: listener.port, api: portOf(api) };
  if (ports.clients === undefined || ports.api === undefined) {
    throw new HandoverError('the server does not listen');
  }
  let wires: readonly WireRecord[];
  try {
    successor.port('clients', options.listen, ports.clients);
    successor.port('api', options.api.listen, ports.api);
    do {
      await successor.shipped(shipMs);
    } while (ship(listener, successor) > fewWires);
    await comeToRest(parts);
    ship(listener, successor);
    // In one go with the records: another server's revocation may have come while the wires came to rest.
    for (const site of sites) {
      site.finishRecalls();
    }
    wires = listener.wires.toRecords();
    await successor.inherit(
      {
        version: inheritanceVersion,
        engine: engine.toRecord(),
        sites: sites.map((site) => site.toRecord()),
        wires,
      },
      takeOverMs,
    );
  } catch (error) {
    listener.wires.resume();
    gate.open();
    throw error;
  }
  for (const site of sites) {
    site.moved();
  }
  listener.wires.abandon(wires);
  listener.leave((request, head, handle) => successor.upgrade(request, head, handle));
  leavePort(api);
  gate.move();
}

function ship({ wires }: ClientListener, successor: Successor): number {
  let count = 0;
  for (const [id, handle] of wires.ship()) {
    successor.wire(id, handle);
    count += 1;
  }
  return count;
}

async function comeToRest({ gate, sites, listener: { wires } }: HandOverParts): Promise<void> {
  wires.pause();
  await untilQuiet(wires);
  await within(gate.hold(), callsMs);
  // Those that came while the others were waited for.
  wires.pause();
  for (const site of sites) {
    site.settle();
  }
  await untilQuiet(wires);
}

async function untilQuiet(wires: ClientListener['wires']): Promise<void> {
  const until = performance.now() + restMs;
  do {
    // At least one turn: answers leave when the one is over in which they were given.
    await pause(2);
  } while (wires.busy > 0 && performance.now() < until);
}

async function within(done: Promise<void>, ms: number): Promise<void> {
  const late = new AbortController();
  const timer = pause(ms, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new HandoverError(`requests to the API did not end within ${ms} ms`);
  });
  try {
    await Promise.race([done, timer]);
  } finally {
    timer.catch(() => undefined);
    late.abort();
  }
}
