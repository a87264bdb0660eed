import type { Engine } from '../engine/engine.ts';
import { HandoverError } from '../handover/handover-error.ts';
import { inheritanceVersion } from '../handover/inheritance.ts';
import type { PortName } from '../handover/messages.ts';
import type { Estate } from '../handover/predecessor.ts';
import type { ClientListener } from '../transport/client-listener.ts';
import type { Handle } from '../transport/handle.ts';
import type { OpenSite } from './open-site.ts';

export interface TakeOverParts {
  /** Addresses of the configuration. */
  readonly addresses: Readonly<Record<PortName, string>>;
  readonly engine: Engine;
  readonly sites: ReadonlyMap<string, OpenSite>;
  readonly listener: ClientListener;
}

/** What a server has taken over, and not begun with. */
export interface TakenOver {
  readonly ports: Readonly<Record<PortName, Handle>>;
  readonly clients: number;
  /** Begins to hear the clients. */
  readonly begin: () => void;
}

/** Goes on where another process stood, up to the point where clients are heard. @throws HandoverError */
export function takeOver({ inheritance, ports, wires }: Estate, parts: TakeOverParts): TakenOver {
  const { engine, sites, listener } = parts;
  if (inheritance.version !== inheritanceVersion) {
    throw new HandoverError(`expected a state of version ${inheritanceVersion}, got ${inheritance.version}`);
  }
  const port = (name: PortName): Handle => {
    const found = ports.get(name);
    if (found?.address !== parts.addresses[name]) {
      throw new HandoverError(
        `expected the addresses to stay, found ${found?.address} and ${parts.addresses[name]}: they need a restart`,
      );
    }
    return found.handle;
  };
  const taken = { clients: port('clients'), api: port('api') };
  engine.load(inheritance.engine);
  for (const record of inheritance.sites) {
    sites.get(record.name)?.load(record);
  }
  const begin = inheritance.wires.map((record) => {
    const handle = wires.get(record.id);
    if (handle === undefined) {
      throw new HandoverError(`wire ${record.id} did not arrive`);
    }
    return listener.adopt(record, handle);
  });
  for (const record of inheritance.sites) {
    sites.get(record.name)?.follow(record);
  }
  const known = new Set(inheritance.wires.map(({ id }) => id));
  return {
    ports: taken,
    clients: begin.length,
    begin: () => {
      for (const one of begin) {
        one();
      }
      // They stayed where they were, or are no more.
      for (const [id, handle] of wires) {
        if (!known.has(id)) {
          handle.close();
        }
      }
    },
  };
}
