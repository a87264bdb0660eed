import { onServer } from './servers/on-server.ts';
import { postgresql } from './servers/postgresql.ts';

onServer(postgresql);
