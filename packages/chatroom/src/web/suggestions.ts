import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { findEmojis } from '../shared/emoji.ts';
import type { Person } from '../shared/people.ts';
import type { ChatSession } from './chat-session.ts';
import { mentionAt } from './mention-text.ts';

/** One way to go on with what is typed. */
interface Suggestion {
  readonly label: string;
  /** What it does or stands for. */
  readonly hint?: string;
  /** What stands in the text in place of what was typed. */
  readonly text: string;
}

/** What is typed right before the caret, and how it may go on. */
interface Completion {
  /** Where what is replaced begins. */
  readonly start: number;
  readonly suggestions: readonly Suggestion[];
}

/** What {@link Suggestions} needs of a composer. */
export interface Suggestible extends ReactiveControllerHost {
  readonly session: ChatSession;
  people(): readonly Person[];
  readonly mayCall: boolean;
  /** Puts a text in place of another; the caret stands behind it. */
  replace(start: number, end: number, text: string): void;
}

const most = 6;
const emojiPattern = /(?:^|\s):([a-z0-9_+-]{2,})$/;
const commandPattern = /^\/([a-z0-9_-]*)$/;

/** Offers names after an `@`, emojis after a `:`, commands after a `/`. */
export class Suggestions implements ReactiveController {
  readonly #host: Suggestible;
  #completion: Completion | undefined;
  #caret = 0;
  #chosen = 0;

  constructor(host: Suggestible) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  get isOpen(): boolean {
    return this.#completion !== undefined;
  }

  /** The id of what Enter takes. */
  get active(): string {
    return `suggestion-${this.#chosen}`;
  }

  /** Looks what the text before the caret may go on with. */
  async look(text: string, caret: number): Promise<void> {
    this.#caret = caret;
    const before = text.slice(0, caret);
    const completion =
      this.#names(text, caret) ?? this.#commands(before) ?? (await this.#emojis(before, caret));
    // Something else was typed while the emojis came.
    if (caret !== this.#caret) return;
    this.#chosen = 0;
    this.#completion = completion && completion.suggestions.length > 0 ? completion : undefined;
    this.#host.requestUpdate();
  }

  close(): void {
    if (!this.#completion) return;
    this.#completion = undefined;
    this.#host.requestUpdate();
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#completion) return nothing;
    return html`<ul class="names floating" id="names" role="listbox" aria-label=${this.#host.session.say('suggestions')}>
      ${this.#completion.suggestions.map(
        ({ label, hint }, index) =>
          html`<li
            id="suggestion-${index}"
            role="option"
            aria-selected=${index === this.#chosen}
            @pointerdown=${(event: Event) => {
              event.preventDefault();
              this.#take(index);
            }}
          >
            <bdi>${label}</bdi>${hint === undefined ? nothing : html` <span class="hint">${hint}</span>`}
          </li>`,
      )}
    </ul>`;
  }

  /** Answers a key while suggestions are shown; true where it was for them. */
  key(event: KeyboardEvent): boolean {
    const count = this.#completion?.suggestions.length ?? 0;
    if (count === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: count - 1 }[event.key];
    if (step !== undefined) this.#chosen = (this.#chosen + step) % count;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#take(this.#chosen);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.#host.requestUpdate();
    return true;
  }

  #take(index: number): void {
    const suggestion = this.#completion?.suggestions[index];
    if (!this.#completion || !suggestion) return;
    const { start } = this.#completion;
    this.close();
    this.#host.replace(start, this.#caret, suggestion.text);
  }

  #names(text: string, caret: number): Completion | undefined {
    const at = mentionAt(text, caret);
    if (!at) return undefined;
    const typed = at.typed.toLocaleLowerCase();
    const calls = this.#host.mayCall ? ['all', 'here'] : [];
    const names = [...this.#host.people().map(({ name }) => name), ...calls].filter((name) =>
      name.toLocaleLowerCase().startsWith(typed),
    );
    // A name that is whole needs no help, and Enter sends.
    const isWhole = names.length === 1 && names[0]?.toLocaleLowerCase() === typed;
    const suggestions = isWhole
      ? []
      : names.slice(0, most).map((name) => ({ label: name, text: `${name} ` }));
    return { start: at.start, suggestions };
  }

  #commands(before: string): Completion | undefined {
    const [, typed] = commandPattern.exec(before) ?? [];
    if (typed === undefined) return undefined;
    const known = this.#host.session.commands.list.filter(({ name }) => name.startsWith(typed));
    return {
      start: 0,
      suggestions: known
        .slice(0, most)
        .map(({ name, hint }) => ({ label: `/${name}`, hint, text: `/${name} ` })),
    };
  }

  async #emojis(before: string, caret: number): Promise<Completion | undefined> {
    const [, typed] = emojiPattern.exec(before) ?? [];
    const { session } = this.#host;
    if (typed === undefined || !session.hasEmojis) return undefined;
    const found = findEmojis(await session.emojis(), typed, most);
    return {
      start: caret - typed.length - 1,
      suggestions: found.map(({ emoji, name, shortcodes }) => ({
        label: `${emoji} :${shortcodes[0] ?? name}:`,
        text: `${emoji} `,
      })),
    };
  }
}
