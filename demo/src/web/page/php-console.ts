import { button, element } from '../element.ts';
import { duration, size } from '../figures.ts';
import { icon } from '../icon.ts';
import { post } from '../post.ts';
import type { PageSettings, Snippet } from '../settings.ts';
import { PhpEditor } from './php-editor.ts';

interface SentRequest {
  readonly path: string;
  readonly channel?: string;
  readonly body: unknown;
  readonly bytes: number;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
  readonly reply: unknown;
}

interface ConsoleAnswer {
  readonly output: string;
  readonly error: { readonly message: string; readonly line: number } | null;
  readonly ms: number;
  readonly truncated: boolean;
  readonly timedOut: boolean;
  readonly php: string;
  /** What the module's own code reported to the site's log. */
  readonly reported?: readonly string[];
  readonly sent: readonly SentRequest[];
}

/** Runs PHP with the module's own functions, and shows what it printed and what it sent. */
export class PhpConsole {
  readonly root: HTMLElement;
  readonly #editor: PhpEditor;
  readonly #note = element('p', { class: 'note' });
  readonly #run: HTMLButtonElement;
  readonly #result: HTMLElement;
  readonly #picks: ReadonlyMap<Snippet, HTMLButtonElement>;
  /** What the reader made of each snippet, kept while others are looked at. */
  readonly #drafts = new Map<string, string>();
  readonly #php: string;
  #snippet: Snippet | undefined;
  #isRunning = false;

  constructor({ snippets, php, consoleOpen }: PageSettings['demo']) {
    this.#php = `PHP ${php.version}${php.kind === 'wasm' ? ', as WebAssembly' : ''}`;
    this.#editor = new PhpEditor('PHP to run', () => void this.#start());
    this.#picks = new Map(
      snippets.map((snippet, index) => [
        snippet,
        button(`${index + 1}. ${snippet.title}`, { 'aria-pressed': false }, () => this.#pick(snippet)),
      ]),
    );
    const runLabel = element('span', {}, 'Run');
    this.#run = button(
      icon('play'),
      { class: 'button primary', 'data-console-run': true },
      () => void this.#start(),
    );
    this.#run.append(runLabel);
    this.#result = element('div', {
      class: 'result',
      role: 'region',
      'aria-label': 'What came of it',
      'aria-live': 'polite',
      tabindex: 0,
      'data-console-output': true,
    });
    this.root = element(
      'div',
      { class: 'console' },
      element(
        'div',
        { class: 'console-side' },
        element(
          'div',
          { class: 'snippets', role: 'group', 'aria-label': 'Snippets' },
          ...this.#picks.values(),
        ),
        this.#note,
        this.#editor.root,
        element(
          'div',
          { class: 'console-bar' },
          this.#run,
          button('Put it back', { class: 'button' }, () => this.#restore()),
          element('span', { class: 'note' }, `${this.#php}. Ctrl (or ⌘) and Enter runs it.`),
        ),
      ),
      this.#result,
    );
    if (snippets[0]) this.#pick(snippets[0]);
    this.#result.append(
      element(
        'p',
        { class: 'note' },
        consoleOpen
          ? 'Run it: output, errors and everything that went to the push server appear here.'
          : lockedWords,
      ),
    );
    if (!consoleOpen) this.#run.setAttribute('aria-disabled', 'true');
  }

  #pick(snippet: Snippet): void {
    if (this.#snippet) this.#drafts.set(this.#snippet.id, this.#editor.code);
    this.#snippet = snippet;
    this.#editor.code = this.#drafts.get(snippet.id) ?? snippet.code;
    this.#note.textContent = snippet.note;
    for (const [other, pick] of this.#picks) pick.setAttribute('aria-pressed', String(other === snippet));
  }

  #restore(): void {
    if (!this.#snippet) return;
    this.#drafts.delete(this.#snippet.id);
    this.#editor.code = this.#snippet.code;
  }

  async #start(): Promise<void> {
    if (this.#isRunning || this.#run.getAttribute('aria-disabled') === 'true') return;
    if (this.#editor.code.trim() === '') {
      this.#result.replaceChildren(element('p', { class: 'note' }, 'There is nothing to run.'));
      return;
    }
    this.#isRunning = true;
    this.#run.setAttribute('aria-disabled', 'true');
    this.#result.replaceChildren(
      element('p', { class: 'note' }, 'Running…'),
      element('div', { class: 'progress', 'aria-hidden': 'true' }),
    );
    try {
      this.#show(await post<ConsoleAnswer>('/demo/console', { code: this.#editor.code }));
    } catch (error) {
      this.#result.replaceChildren(trouble(error instanceof Error ? error.message : String(error)));
    } finally {
      this.#isRunning = false;
      this.#run.removeAttribute('aria-disabled');
    }
  }

  #show({ output, error, ms, truncated, timedOut, reported = [], sent }: ConsoleAnswer): void {
    const parts: Node[] = [];
    if (error) parts.push(trouble(error.line > 0 ? `Line ${error.line}: ${error.message}` : error.message));
    if (timedOut) parts.push(trouble('Stopped: it ran too long.'));
    parts.push(head('Output', `${duration(ms)}, ${this.#php}`));
    parts.push(element('pre', {}, output === '' ? '(nothing printed)' : output));
    if (truncated) parts.push(element('p', { class: 'note' }, 'The rest of the output was cut off.'));
    if (reported.length > 0)
      parts.push(head('Reported by the module', ''), element('pre', {}, reported.join('\n')));
    parts.push(head('Sent to the push server', sent.length === 0 ? 'nothing' : ''));
    for (const request of sent) parts.push(requestOf(request));
    this.#result.replaceChildren(...parts);
    this.#result.scrollTop = 0;
  }
}

const lockedWords =
  'Running code needs the key of this demo: open the whole address that the terminal printed.';

function head(title: string, aside: string): HTMLElement {
  return element('h3', {}, title, element('span', {}, aside));
}

function trouble(words: string): HTMLElement {
  return element('pre', { class: 'error' }, words);
}

function requestOf({ path, channel, body, bytes, status, ms, reply }: SentRequest): HTMLElement {
  const to = channel === undefined ? path : `${path} → ${channel}`;
  return element(
    'div',
    {},
    head(`POST ${to}`, `${status ?? 'no answer'}, ${duration(ms)}, ${size(bytes)}`),
    element('pre', {}, `${JSON.stringify(body, null, 2)}\n← ${JSON.stringify(reply)}`),
  );
}
