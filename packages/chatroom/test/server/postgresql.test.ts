import { postgresql } from '../../../drupal/test/servers/postgresql.ts';
import { storeOnServer } from './on-server.ts';

storeOnServer(postgresql);
