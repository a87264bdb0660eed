import type { Classic } from './classic.ts';
import type { PageLine } from './page-line.ts';

/** `drupalSettings.nodejs`, as the module's PHP writes it. */
export interface PageSettings {
  readonly url: string;
  /** Address of client.js. */
  readonly script: string;
  readonly tokenUrl?: string;
  readonly site?: string;
  readonly user?: string;
  /** Whether visitors connect without a token. */
  readonly anonymous?: boolean;
  /** Subscription tokens of public channels. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Tickets of the channels that the page's content belongs to. */
  readonly tickets?: Readonly<Record<string, string>>;
  /** Subscription tokens of nodejs_send_content_channel_token(), by the channel's name after `content:`. */
  readonly contentTokens?: Readonly<Record<string, string>>;
  /** Milliseconds until the classic `connectionFailure` handlers run. @default 5000 */
  readonly connectTimeout?: number;
  /** Milliseconds after which a hidden page disconnects. @default 120000 */
  readonly hiddenLimit?: number;
  /** Whether hidden tabs use the connection of the tab that is looked at. */
  readonly share?: boolean;
  /** AJAX commands that messages may run; absent: {@link safeCommands}. */
  readonly ajaxCommands?: readonly string[];
}

/** What this package reads of `drupalSettings`. */
export interface DrupalSettings {
  readonly nodejs?: PageSettings;
  readonly user?: { readonly uid?: number | string };
}

/** One of `Drupal.behaviors`. */
export interface Behavior {
  attach?(context: unknown, settings: DrupalSettings): void;
  detach?(context: unknown, settings: DrupalSettings, trigger?: string): void;
}

/** Core's `Drupal.ajax()`: what runs AJAX commands. */
export interface AjaxRunner {
  commandExecutionQueue(commands: readonly object[], status: number | string): Promise<unknown>;
}

/** What this package reads and installs of the `Drupal` global. */
export interface Drupal {
  readonly behaviors: Record<string, Behavior>;
  checkPlain?(text: string): string;
  Message?: new () => { add(html: string, options?: { readonly type?: string }): string };
  ajax?(settings: object): AjaxRunner;
  nodejs?: PageLine;
  Nodejs?: Classic;
  nodejs_ajax?: {
    runCommands?(message: { readonly commands?: unknown }): unknown;
    /** Gives commands that load what a message's commands need and the page lacks. */
    assets?(message: object): Promise<readonly object[]>;
  };
}

/** The globals of a Drupal page. */
export interface DrupalPage {
  readonly Drupal?: Drupal;
  readonly drupalSettings?: DrupalSettings;
}
