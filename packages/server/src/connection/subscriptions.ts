import { Few } from '../few.ts';
import type { Subscription } from './subscription.ts';

/** The subscriptions of one connection, by channel, in the order in which they were made. */
export class Subscriptions extends Few<Subscription> {
  protected keyOf({ channel }: Subscription): string {
    return channel;
  }
}
