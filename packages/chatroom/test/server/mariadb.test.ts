import { mariadb } from '../../../drupal/test/servers/mariadb.ts';
import { storeOnServer } from './on-server.ts';

storeOnServer(mariadb);
