/** What can be cut and taken up again. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

// Node, where the client runs too, has none of these.
interface BrowserPage {
  readonly document?: {
    readonly visibilityState: string;
    addEventListener(type: 'visibilitychange', listener: () => void): void;
  };
  addEventListener?(
    type: 'pagehide' | 'pageshow',
    listener: (event: { readonly persisted: boolean }) => void,
  ): void;
}

/**
 * Cuts the line of a page that nobody has seen for a while, and takes it up when it is seen again.
 *
 * A thousand forgotten tabs then cost the server nothing; what they missed comes by recovery.
 */
export function pauseWhileHidden(line: Pausable, limitMs: number): void {
  const page = globalThis as BrowserPage;
  const { document } = page;
  if (document === undefined) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(() => line.pause(), limitMs);
    else line.resume();
  };
  document.addEventListener('visibilitychange', look);
  // A page with an open connection isn't kept for the back button.
  page.addEventListener?.('pagehide', ({ persisted }) => persisted && line.pause());
  page.addEventListener?.('pageshow', ({ persisted }) => persisted && line.resume());
  look();
}
