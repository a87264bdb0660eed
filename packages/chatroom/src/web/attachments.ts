import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { LineFile } from '../shared/line.ts';
import type { ChatSession } from './chat-session.ts';
import { icon } from './icon.ts';
import { reasonOf, tell } from './trouble.ts';

/** What {@link Attachments} needs of a composer. */
export interface Attachable extends ReactiveControllerHost, EventTarget {
  readonly session: ChatSession;
  readonly room: string;
  /** Can what is written take files just now? */
  readonly takesFiles: boolean;
}

/** Files that go with the next line: chosen, pasted or dropped, and on their way. */
export class Attachments implements ReactiveController {
  readonly #host: Attachable;
  #kept: readonly LineFile[] = [];
  /** How much of each file is there; those that were left behind with their room come for nobody. */
  #onTheWay = new Map<File, number>();

  constructor(host: Attachable) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  get files(): readonly LineFile[] {
    return this.#kept;
  }

  get areComing(): boolean {
    return this.#onTheWay.size > 0;
  }

  clear(): void {
    this.#kept = [];
    this.#onTheWay = new Map();
    this.#host.requestUpdate();
  }

  /** The button that chooses files. */
  renderButton(): TemplateResult | typeof nothing {
    if (!this.#host.takesFiles) return nothing;
    const word = this.#host.session.say('attach');
    return html`<label class="attach" title=${word}
      >${icon('attach')}<input type="file" multiple aria-label=${word} @change=${this.#picked}
    /></label>`;
  }

  /** What goes with the line. */
  render(): TemplateResult | typeof nothing {
    const { say } = this.#host.session;
    if (this.#kept.length + this.#onTheWay.size === 0) return nothing;
    return html`<ul class="attached" aria-label=${say('attached')}>
      ${this.#kept.map(
        (file) =>
          html`<li>
            <bdi>${file.name}</bdi>
            <button aria-label=${say('removeFile', { name: file.name })} @click=${() => this.#drop(file)}>${icon('close')}</button>
          </li>`,
      )}
      ${[...this.#onTheWay].map(([file, part]) => {
        const percent = Math.round(part * 100);
        return html`<li>
          <progress max="100" value=${percent} aria-label=${say('bringing', { name: file.name, percent })}></progress>
          <bdi>${file.name}</bdi>
        </li>`;
      })}
    </ul>`;
  }

  readonly paste = (event: ClipboardEvent): void => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.#bringAll(event.clipboardData.files);
  };

  readonly dragOver = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  readonly dropped = (event: DragEvent): void => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.#bringAll(event.dataTransfer.files);
  };

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#bringAll(input.files);
    input.value = '';
  };

  #drop(file: LineFile): void {
    this.#kept = this.#kept.filter((one) => one !== file);
    this.#host.requestUpdate();
  }

  #bringAll(files: FileList | null): void {
    if (this.#host.takesFiles) for (const file of files ?? []) void this.#bring(file);
  }

  async #bring(file: File): Promise<void> {
    const { session, room } = this.#host;
    const onTheWay = this.#onTheWay;
    const progress = (part: number): void => {
      onTheWay.set(file, part);
      this.#host.requestUpdate();
    };
    progress(0);
    try {
      const kept = await session.files.bring(room, file, progress);
      if (onTheWay === this.#onTheWay) this.#kept = [...this.#kept, kept];
    } catch (failure) {
      tell(this.#host, session.say('fileRefused', { name: file.name, reason: reasonOf(failure) }));
    }
    onTheWay.delete(file);
    this.#host.requestUpdate();
  }
}
