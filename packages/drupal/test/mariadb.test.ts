import { isMariadbInstalled, startMariadb } from './servers/mariadb-server.ts';
import { onServer } from './servers/on-server.ts';

onServer('mariadb-server', startMariadb, isMariadbInstalled());
