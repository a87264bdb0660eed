import type { Kysely } from 'kysely';
import { bytes } from '../database/bytes.ts';
import { isMissingTable, statement } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import { PhpObject, type PhpValue, unserialize } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

type Bag = ReadonlyMap<unknown, PhpValue>;

/** The container that Drupal compiled, as it lies in a cache: for warnings, never as the only truth. */
export class ServiceContainer {
  /** `11.4.5` */
  readonly version: string;
  readonly #parameters: Bag;
  readonly #services: Bag;

  private constructor(version: string, parameters: Bag, services: Bag) {
    this.version = version;
    this.#parameters = parameters;
    this.#services = services;
  }

  /** Undefined when there is none, or none that can be read: Drupal makes it anew at the next request. */
  static async read(db: Kysely<DrupalTables>): Promise<ServiceContainer | undefined> {
    const tables = db.withTables<{ cache_container: { cid: string; data: Uint8Array; created: number } }>();
    try {
      const row = await statement('container', () =>
        tables
          .selectFrom('cache_container')
          .where('cid', 'like', 'service_container:%')
          .orderBy('created', 'desc')
          .select(['cid', bytes('data').as('data')])
          .executeTakeFirst(),
      );
      const container = row && unserialize(row.data);
      const [parameters, services] = ['parameters', 'services'].map((name) => bagOf(container, name));
      if (!row || !parameters || !services) return undefined;
      const version = /^service_container:[^:]*:([\d.]+)/.exec(row.cid)?.[1] ?? '';
      return new ServiceContainer(version, parameters, services);
    } catch (error) {
      // Of another database's making, or another version's: nothing is known then, and nothing is wrong.
      if (isMissingTable(error)) return undefined;
      if (error instanceof DrupalError && error.code.startsWith('PHP_')) return undefined;
      throw error;
    }
  }

  parameter(name: string): PhpValue | undefined {
    return this.#parameters.get(name);
  }

  /** Class of a service, without its backslash at the front. */
  classOf(service: string): string | undefined {
    const name = this.#definition(service)?.get('class');
    return typeof name === 'string' ? name.replace(/^\\/, '') : undefined;
  }

  /** Ids of the services that a method of a service is called with when it is made. */
  calledWith(service: string, method: string): string[] {
    const calls = this.#definition(service)?.get('calls');
    return (Array.isArray(calls) ? calls : []).flatMap((call) => {
      const [name, args] = Array.isArray(call) ? call : [];
      if (name !== method || !Array.isArray(args)) return [];
      return args.flatMap((arg) => {
        const id = arg instanceof PhpObject ? arg.properties.get('id') : undefined;
        return typeof id === 'string' ? [id] : [];
      });
    });
  }

  #definition(service: string): Bag | undefined {
    const stored = this.#services.get(service);
    const data = typeof stored === 'string' ? Buffer.from(stored) : stored;
    const definition = data instanceof Uint8Array ? unserialize(data) : data;
    return definition instanceof Map ? definition : undefined;
  }
}

function bagOf(container: PhpValue | undefined, name: string): Bag | undefined {
  const bag = container instanceof Map ? container.get(name) : undefined;
  return bag instanceof Map ? bag : undefined;
}
