import {
  type CastNode,
  DataTypeNode,
  type Dialect,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { ServerAddress } from './database-url.ts';
import { loadDriver } from './load-driver.ts';
import type { Reader } from './reader.ts';
import { ServerDriver } from './server-driver.ts';
import type { ServerAccess } from './server-pool.ts';

/**
 * Kysely's dialect for a database server.
 *
 * @throws DrupalError `DRUPAL_DRIVER_MISSING` or `DRUPAL_DATABASE_URL`
 */
export async function serverDialect(
  address: ServerAddress,
  access: ServerAccess,
): Promise<{ readonly dialect: Dialect; readonly read: Reader['later'] }> {
  if (address.driver === 'mysql') {
    const { MysqlPool } = await loadDriver('mysql2', () => import('./mysql-pool.ts'));
    const driver = new ServerDriver(new MysqlPool(address, access), address);
    const dialect: Dialect = {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new MysqlIntrospector(db),
      createQueryCompiler: () => new MysqlCompiler(),
    };
    return { dialect, read: (sql, parameters) => driver.read(sql, parameters) };
  }
  const { PgsqlPool } = await loadDriver('pg', () => import('./pgsql-pool.ts'));
  const driver = new ServerDriver(new PgsqlPool(address, access), address);
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PgsqlCompiler(),
  };
  return { dialect, read: (sql, parameters) => driver.read(sql, parameters) };
}

// Servers give blobs as bytes and don't know the cast of `bytes()`, which only SQLite needs.
class MysqlCompiler extends MysqlQueryCompiler {
  protected override visitCast(node: CastNode): void {
    if (isBlob(node)) this.visitNode(node.expression);
    else super.visitCast(node);
  }
}

class PgsqlCompiler extends PostgresQueryCompiler {
  protected override visitCast(node: CastNode): void {
    if (isBlob(node)) this.visitNode(node.expression);
    else super.visitCast(node);
  }
}

function isBlob({ dataType }: CastNode): boolean {
  return DataTypeNode.is(dataType) && dataType.dataType === 'blob';
}
