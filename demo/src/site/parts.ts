import type { Breaks } from '../breaks/breaks.ts';
import type { Outage } from '../breaks/outage.ts';
import type { Accounts } from '../drupal/accounts.ts';
import type { Articles } from '../drupal/articles.ts';
import type { People } from '../drupal/people.ts';
import type { Visitors } from '../drupal/visitors.ts';
import type { Watchdog } from '../drupal/watchdog.ts';
import type { EventLog } from '../event-log.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Happenings } from '../happenings.ts';
import type { Hosts } from '../hosts.ts';
import type { DrupalHalf } from '../php/drupal-half.ts';
import type { NoticeCommands } from '../push/notice-commands.ts';
import type { PushServer } from '../push/push-server.ts';
import type { Workshop } from '../queue/workshop.ts';
import type { ConsoleDoor } from './console-door.ts';
import type { Screens } from './screens.ts';

/** What the site's routes are made of; each takes what it needs. */
export interface SiteParts {
  readonly port: number;
  readonly hosts: Hosts;
  readonly screens: Screens;
  readonly events: EventLog;
  readonly people: People;
  readonly visitors: Visitors;
  readonly accounts: Accounts;
  readonly watchdog: Watchdog;
  readonly half: DrupalHalf;
  readonly gateway: Gateway;
  readonly push: PushServer;
  readonly breaks: Breaks;
  readonly outage: Outage;
  readonly happenings: Happenings;
  readonly workshop: Workshop;
  readonly articles: Articles;
  readonly door: ConsoleDoor;
  /** Commands that publish a notice, ready to paste. */
  readonly commands: NoticeCommands;
}
