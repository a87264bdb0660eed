import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { type Emoji, type EmojiGroup, findEmojis } from '../shared/emoji.ts';
import { sharedStorage } from './browser-storage.ts';
import type { ChatSession } from './chat-session.ts';
import { tokens } from './styles.ts';
import { reasonOf } from './trouble.ts';

const keys = { recent: 'chatroom:emojis', skin: 'chatroom:skin' } as const;
const keptRecent = 16;
const shownFound = 80;

/** Hands of all colours, by which one is chosen. */
const hands = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'];

/** All emojis, by groups and by words. Events: `pick` with the emoji, `close`. */
export class ChatEmojis extends LitElement {
  static override properties = {
    session: { attribute: false },
    groups: { state: true },
    typed: { state: true },
    skin: { state: true },
    trouble: { state: true },
  };

  declare session: ChatSession;
  declare groups: readonly EmojiGroup[];
  declare typed: string;
  /** The colour of hands, 0 for none. */
  declare skin: number;
  declare trouble: string;

  constructor() {
    super();
    this.groups = [];
    this.typed = '';
    this.trouble = '';
    this.skin = Number(sharedStorage.get(keys.skin) ?? 0);
  }

  static override styles = [
    tokens,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.4em;
        inline-size: min(21rem, 80vw);
        block-size: 19rem;
      }
      .head {
        display: flex;
        gap: 0.4em;
      }
      .head select {
        inline-size: auto;
      }
      .all {
        overflow-y: auto;
        flex: 1;
      }
      section {
        content-visibility: auto;
        contain-intrinsic-block-size: auto 14rem;
      }
      h3 {
        margin: 0.3em 0;
        font-size: 0.8em;
        color: var(--_quiet);
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(8, 1fr);
      }
      .grid button {
        font-size: 1.3em;
        padding: 0.1em;
        line-height: 1.4;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    const typed = this.typed.trim();
    return html`
      <div class="head" @keydown=${this.#key}>
        <input
          type="search"
          autocomplete="off"
          aria-label=${say('emojiSearch')}
          placeholder=${say('emojiSearch')}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
          }}
        />
        <select aria-label=${say('skin')} @change=${this.#choseSkin}>
          ${hands.map((hand, index) => html`<option value=${index} ?selected=${index === this.skin}>${hand}</option>`)}
        </select>
      </div>
      <p class="spoken" role="status">
        ${this.trouble === '' ? (this.groups.length === 0 ? say('loading') : '') : this.trouble}
      </p>
      <div class="all" @keydown=${this.#key}>
        ${
          typed === ''
            ? [
                this.#section('recent', this.#recent()),
                ...this.groups.map(({ name, emojis }) => this.#section(name, emojis)),
              ]
            : this.#section('found', findEmojis(this.groups, typed, shownFound))
        }
      </div>
    `;
  }

  #section(
    name: EmojiGroup['name'] | 'recent' | 'found',
    emojis: readonly Emoji[],
  ): TemplateResult | typeof nothing {
    const { say } = this.session;
    if (emojis.length === 0) {
      return name === 'found' && this.groups.length > 0
        ? html`<p class="quiet">${say('nothingFound')}</p>`
        : nothing;
    }
    const title = say(`emoji_${name}`);
    return html`<section aria-label=${title}>
      <h3 aria-hidden="true">${title}</h3>
      <div class="grid">
        ${emojis.map((emoji) => {
          const shown = emoji.skins[this.skin - 1] ?? emoji.emoji;
          return html`<button aria-label=${emoji.name} title=${emoji.name} @click=${() => this.#pick(shown)}>${shown}</button>`;
        })}
      </div>
    </section>`;
  }

  #recent(): readonly Emoji[] {
    const all = new Map(
      this.groups.flatMap(({ emojis }) =>
        emojis.flatMap((one) => [one.emoji, ...one.skins].map((emoji) => [emoji, one] as const)),
      ),
    );
    return readRecent().flatMap((emoji) => {
      const known = all.get(emoji);
      return known ? [{ ...known, emoji, skins: [] }] : [];
    });
  }

  async #load(): Promise<void> {
    try {
      this.groups = await this.session.emojis();
    } catch (failure) {
      this.trouble = this.session.say('notMade', { reason: reasonOf(failure) });
    }
  }

  #pick(emoji: string): void {
    const recent = [emoji, ...readRecent().filter((one) => one !== emoji)].slice(0, keptRecent);
    sharedStorage.set(keys.recent, recent.join(' '));
    this.dispatchEvent(new CustomEvent('pick', { detail: emoji }));
  }

  readonly #choseSkin = (event: Event): void => {
    this.skin = Number((event.target as HTMLSelectElement).value);
    sharedStorage.set(keys.skin, String(this.skin));
  };

  /** Arrows go through the emojis as they stand; Enter in the search takes the first. */
  readonly #key = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target instanceof HTMLSelectElement) return;
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.grid button')];
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.dispatchEvent(new CustomEvent('close'));
      return;
    }
    if (target instanceof HTMLInputElement) {
      if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
      event.preventDefault();
      if (event.key === 'Enter' && this.typed.trim() !== '') buttons[0]?.click();
      else buttons[0]?.focus();
      return;
    }
    const isRightToLeft = this.matches(':dir(rtl)');
    const step = {
      ArrowRight: isRightToLeft ? -1 : 1,
      ArrowLeft: isRightToLeft ? 1 : -1,
      ArrowDown: 8,
      ArrowUp: -8,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = buttons.indexOf(target) + step;
    if (next < 0) this.renderRoot.querySelector('input')?.focus();
    else buttons[Math.min(next, buttons.length - 1)]?.focus();
  };
}

function readRecent(): readonly string[] {
  return (sharedStorage.get(keys.recent) ?? '').split(' ').filter((emoji) => emoji !== '');
}
