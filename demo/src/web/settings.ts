/** A person of the demo, as Drupal knows them. */
export interface Person {
  readonly uid: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** One of the hosts that show a person's page. */
export type FrameHost = 'alice' | 'bob' | 'phone';

/** A snippet of the PHP console. */
export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly code: string;
}

/** What the log-in button of a host posts. */
export interface Login {
  readonly name: string;
  readonly pass: string;
}

interface NodejsSettings {
  readonly url: string;
  readonly tokenUrl: string;
  readonly site: string;
  readonly user: string;
  readonly channels: readonly string[];
  /** The callback token of the classic flow, on the pages of logged-in people. */
  readonly authToken?: string;
  /** Subscription tokens of the content channels that this page was given. */
  readonly contentTokens?: Readonly<Record<string, string>>;
}

interface CommonSettings {
  readonly user: Person | null;
  readonly login: Login;
  readonly home: string;
  readonly hosts: Readonly<Record<FrameHost, string>>;
  readonly room: string;
  readonly role: { readonly id: string; readonly label: string; readonly channel: string };
}

/** What a person's page is told by the demo's site. */
export interface FrameSettings {
  readonly nodejs: NodejsSettings;
  readonly demo: CommonSettings & { readonly host: FrameHost };
}

/** What the demo's own page is told by the demo's site. */
export interface PageSettings {
  readonly nodejs: NodejsSettings;
  readonly demo: CommonSettings & {
    readonly php: { readonly kind: 'native' | 'wasm'; readonly version: string };
    /** False when the page was opened without the key of the printed address. */
    readonly consoleOpen: boolean;
    readonly snippets: readonly Snippet[];
    readonly commands: { readonly npx: string; readonly curl: string };
  };
}
