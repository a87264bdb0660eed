import type { Classic } from './classic.ts';
import type { Client } from './client.ts';

/** `drupalSettings.nodejs`, as the module's PHP writes it. */
export interface PageSettings {
  readonly url: string;
  readonly tokenUrl?: string;
  readonly site?: string;
  readonly user?: string;
  readonly channels?: readonly string[];
  /** Subscription tokens of nodejs_send_content_channel_token(), by the channel's name after `content:`. */
  readonly contentTokens?: Readonly<Record<string, string>>;
  /** Milliseconds until the classic `connectionFailure` handlers run. @default 5000 */
  readonly connectTimeout?: number;
}

/** What this package reads of `drupalSettings`. */
export interface DrupalSettings {
  readonly nodejs?: PageSettings;
  readonly user?: { readonly uid?: number | string };
}

/** One of `Drupal.behaviors`. */
export interface Behavior {
  attach?(context: unknown, settings: DrupalSettings): void;
}

/** What this package reads and installs of the `Drupal` global. */
export interface Drupal {
  readonly behaviors: Record<string, Behavior>;
  checkPlain?(text: string): string;
  Message?: new () => { add(html: string, options?: { readonly type?: string }): string };
  nodejs?: Client;
  Nodejs?: Classic;
}

/** The globals of a Drupal page. */
export interface DrupalPage {
  readonly Drupal?: Drupal;
  readonly drupalSettings?: DrupalSettings;
}
