import type { Client } from '@drupal-nodejs/client';
import { element } from '../element.ts';
import { get, post } from '../post.ts';
import { action } from './action.ts';

interface Article {
  readonly nid: number;
  readonly title: string;
}

const shown = 8;

/** The site's newest articles; a title is changed where it stands, and changes on every page that is open. */
export class LiveList {
  readonly #list = element('ul', { class: 'live-list', 'data-articles': true });
  readonly #titles = new Map<number, HTMLInputElement>();

  constructor(box: HTMLElement) {
    const add = action('Add an article', 'plus', () =>
      post('/demo/articles', { title: `Article of ${new Date().toLocaleTimeString()}` }),
    );
    box.append(this.#list, add);
  }

  follow(client: Client): void {
    const load = async (): Promise<void> => {
      const { articles } = await get<{ articles: Article[] }>('/demo/articles');
      for (const article of articles.toReversed()) this.#show(article);
    };
    client.on('content:articles', {
      publication: ({ data }) => {
        if (isArticle(data)) this.#show(data);
      },
      subscribed: () => load(),
      stateLost: () => load(),
    });
  }

  #show({ nid, title }: Article): void {
    const known = this.#titles.get(nid);
    if (known !== undefined) {
      known.defaultValue = title;
      // Who is typing there is not interrupted.
      if (known !== document.activeElement) known.value = title;
      return;
    }
    const input = element('input', { value: title, maxlength: 255, 'aria-label': `Title of article ${nid}` });
    input.addEventListener('change', () => void this.#rename(nid, input));
    this.#titles.set(nid, input);
    this.#list.prepend(element('li', {}, input));
    while (this.#list.children.length > shown) this.#list.lastElementChild?.remove();
  }

  async #rename(nid: number, input: HTMLInputElement): Promise<void> {
    try {
      await post('/demo/articles', { nid, title: input.value });
      input.setCustomValidity('');
    } catch (error) {
      input.value = input.defaultValue;
      input.setCustomValidity(error instanceof Error ? error.message : String(error));
      input.reportValidity();
    }
  }
}

function isArticle(data: unknown): data is Article {
  const { nid, title } = (data ?? {}) as Partial<Record<keyof Article, unknown>>;
  return typeof nid === 'number' && typeof title === 'string';
}
