import { everyDatabaseSuite } from './suites/every-database.ts';

everyDatabaseSuite();
