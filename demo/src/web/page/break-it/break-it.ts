import { button, element } from '../../element.ts';
import { icon } from '../../icon.ts';
import { cut } from './cut.ts';
import { logout } from './logout.ts';
import { Recorder } from './recorder.ts';
import { role } from './role.ts';
import { kill, restart } from './server-gone.ts';
import type { Cast, Story } from './story.ts';
import { crowd, drupal, stall, upgrade } from './unnoticed.ts';

const stories: readonly Story[] = [cut, kill, restart, upgrade, drupal, stall, crowd, role, logout];

/** The buttons that break the demo, one story at a time. */
export class BreakIt {
  readonly root: HTMLElement;
  readonly #recorder = new Recorder();
  readonly #cards = new Map<Story, HTMLButtonElement>();
  readonly #cast: Cast;
  #isPlaying = false;

  constructor(cast: Cast) {
    this.#cast = cast;
    for (const story of stories) this.#cards.set(story, this.#card(story));
    // What a run looks like, so that nothing moves when the first one begins.
    this.#recorder.layOut(cut.plan);
    this.#recorder.draw(
      ['Alice', 'Bob'].map((name) => ({ name, cells: Array(20).fill('waiting'), words: '' })),
    );
    this.root = element(
      'div',
      {},
      element('div', { class: 'break-cards' }, ...this.#cards.values()),
      this.#recorder.root,
    );
  }

  #card(story: Story): HTMLButtonElement {
    const card = button(
      icon(story.icon),
      { class: 'break-card', 'data-break': story.kind, 'aria-pressed': false },
      () => {
        void this.#play(story);
      },
    );
    card.append(
      element('strong', {}, story.title),
      element('span', { class: 'what' }, story.what),
      element('span', { class: 'last' }),
    );
    return card;
  }

  async #play(story: Story): Promise<void> {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    for (const [other, card] of this.#cards) {
      card.setAttribute('aria-disabled', 'true');
      card.setAttribute('aria-pressed', String(other === story));
    }
    this.#recorder.begin(story.plan);
    this.#recorder.root.scrollIntoView({ block: 'nearest', behavior: scrollBehavior() });
    const outcome = await this.#outcome(story);
    this.#recorder.end(outcome);
    const last = this.#cards.get(story)?.querySelector<HTMLElement>('.last');
    if (last) {
      last.textContent = { good: outcome.headline, marked: 'state lost, and told', bad: 'did not hold' }[
        outcome.kind
      ];
      last.dataset.outcome = outcome.kind;
    }
    for (const card of this.#cards.values()) card.removeAttribute('aria-disabled');
    this.#isPlaying = false;
  }

  async #outcome(story: Story): ReturnType<Story['play']> {
    try {
      return await story.play(this.#cast, this.#recorder);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return { kind: 'bad', headline: 'The run could not be finished', detail: words };
    }
  }
}

function scrollBehavior(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
}
