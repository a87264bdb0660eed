import { accountSuite } from './account.ts';
import { advancedQueueSuite } from './advanced-queue.ts';
import { caseSuite } from './case.ts';
import { doctorSuite } from './doctor.ts';
import { drupal7Suite } from './drupal7.ts';
import { hostileDatabaseSuite } from './hostile-database.ts';
import { hostileSessionsSuite } from './hostile-sessions.ts';
import { liveLogInsSuite } from './live-log-ins.ts';
import { loadAccountSuite } from './load-account.ts';
import { queueSuite } from './queue.ts';
import { rolesSuite } from './roles.ts';
import { siteSuite } from './site.ts';
import { siteDataSuite } from './site-data.ts';
import { stormSuite } from './storm.ts';

/** What holds whatever database a site is in. */
export function everyDatabaseSuite(): void {
  siteSuite();
  accountSuite();
  liveLogInsSuite();
  loadAccountSuite();
  rolesSuite();
  caseSuite();
  stormSuite();
  hostileSessionsSuite();
  hostileDatabaseSuite();
  drupal7Suite();
  queueSuite();
  advancedQueueSuite();
  siteDataSuite();
  doctorSuite();
}
