import { onServer } from './servers/on-server.ts';
import { isPostgresqlInstalled, startPostgresql } from './servers/postgresql-server.ts';

onServer('postgresql', startPostgresql, isPostgresqlInstalled());
