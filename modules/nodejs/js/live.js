/**
 * @file
 * Keeps what is live as it is now.
 */

((Drupal, drupalSettings) => {
  const selector = '[data-nodejs-live]';
  const prefix = 'entity:live-';
  /** Milliseconds by which the clocks of two web servers may differ. */
  const skew = 2000;
  /** Milliseconds in which changes are taken together. */
  const together = 40;
  const retries = 3;

  const regions = new Map();
  const { Morph, isBusy } = Drupal.nodejsMorph;
  const random = (limit) => Math.random() * limit;

  /** What is said of all changes of a second, once. */
  const announcer = {
    lines: new Map(),
    timer: undefined,
    /** Of what a part of the page has to say in that second it says the last. */
    say(part, line) {
      this.lines.set(part, line);
      if (this.timer !== undefined) return;
      this.timer = setTimeout(() => {
        this.timer = undefined;
        const lines = [...this.lines.values()].map((each) => each());
        this.lines.clear();
        Drupal.announce(
          lines.length === 1
            ? lines[0]
            : Drupal.formatPlural(
                lines.length,
                '1 part of this page was updated.',
                '@count parts of this page were updated.',
              ),
        );
      }, 1000);
    },
  };

  /** Keeps what is read where it is, while things change above it. */
  function keepScroll(change) {
    const anchor = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 3);
    const before = anchor?.getBoundingClientRect().top;
    change();
    // Most browsers have done so by themselves when the next frame is drawn.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const moved = anchor?.isConnected ? anchor.getBoundingClientRect().top - before : 0;
        if (Math.abs(moved) > 1 && window.scrollY > 0) window.scrollBy({ top: moved, behavior: 'instant' });
      }),
    );
  }

  const moves = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'wheel'];
  const waiting = [];

  function whenSomebodyMoves(task) {
    if (waiting.push(task) > 1) return;
    const begin = () => {
      for (const name of moves) removeEventListener(name, begin);
      for (const each of waiting.splice(0)) each();
    };
    for (const name of moves) addEventListener(name, begin, { passive: true });
  }

  function newItems(before, after) {
    const find = (root) =>
      ['.views-row', 'tbody > tr', 'li', 'article']
        .map((each) => [...root.querySelectorAll(each)])
        .find((found) => found.length > 0) ?? [];
    const name = (item) =>
      item.querySelector('[data-history-node-id]')?.dataset.historyNodeId ??
      item.querySelector('a[href]')?.getAttribute('href') ??
      item.textContent.trim();
    const known = new Set(find(before).map(name));
    return find(after).filter((item) => !known.has(name(item))).length;
  }

  class Region {
    #element;
    #morph;
    #off;
    #hasLeft = false;
    /** Renderings of before this are older than what is shown. */
    #time;
    #next;
    #timer;
    #isFetching = false;
    #isDue = false;
    /** The time of the last word on it. */
    #since;
    #held;
    #button;
    /** New items that nobody was told of yet. */
    #untold = 0;

    constructor(element) {
      this.#element = element;
      this.#time = Number(element.dataset.nodejsLiveTime) - skew;
      this.#morph = new Morph(element, (live, after) => {
        const nested = regions.get(live);
        if (!nested || !after.matches?.(selector)) return false;
        nested.take({ time: Number(after.dataset.nodejsLiveTime), element: after });
        return true;
      });
      // The behaviour that learns what may be heard runs after this one.
      queueMicrotask(() => this.#listen());
    }

    get channel() {
      return this.#element.dataset.nodejsLive;
    }

    get #id() {
      return this.channel.slice(prefix.length);
    }

    get #isAsking() {
      return this.#element.dataset.nodejsLiveMode === 'ask';
    }

    leave() {
      this.#hasLeft = true;
      this.#off?.();
      clearTimeout(this.#timer);
      clearTimeout(this.#next?.timer);
    }

    #listen() {
      if (this.#hasLeft) return;
      const { channel } = this;
      this.#off = Drupal.nodejs.on(channel, {
        // Markup comes from Drupal only, whatever the namespace lets clients do.
        publication: ({ data, info }) => info || this.take(data),
        stateLost: () => {
          this.#since = undefined;
          this.#fetchWithin(skew);
        },
        subscribed: ({ recovered }) => {
          if (!recovered) this.#ask(channel);
        },
      });
    }

    /** It may have changed between the page's making and now: the channel's last word tells. */
    async #ask(channel) {
      // Where nothing is kept there is no word; a page load later it is up to date anyway.
      const nothing = { publications: [] };
      const { publications } = await Drupal.nodejs
        .history(channel, { limit: 1, reverse: true })
        .catch(() => nothing);
      if (publications[0] && !publications[0].info) this.take(publications[0].data);
    }

    /** Takes the latest of what comes at once. */
    take(data) {
      if (!(data?.time >= (this.#next?.data.time ?? this.#time))) return;
      clearTimeout(this.#next?.timer);
      this.#next = { data, timer: setTimeout(() => this.#apply(data), together) };
    }

    #apply(data) {
      this.#next = undefined;
      this.#since = data.time;
      if (data.gone) {
        this.#vanish(data.time);
      } else if (data.element) {
        this.#show(data.element, data.time, false);
      } else if (data.html === undefined) {
        this.#fetchWithin(data.spread ?? skew, data.assets === true);
      } else {
        const fresh = new DOMParser().parseFromString(data.html, 'text/html').querySelector(selector);
        if (!fresh) return;
        for (const [kind, values] of Object.entries(data.settings ?? {})) {
          drupalSettings.nodejs[kind] = { ...drupalSettings.nodejs[kind], ...values };
        }
        if (fresh.dataset.nodejsLiveAssets === this.#element.dataset.nodejsLiveAssets || data.hasAssets) {
          this.#offer(fresh, data.time, data.whole === true);
        } else {
          this.#fetchWithin(skew, true);
        }
      }
    }

    /** Shows it, or says that there is something to be shown. */
    #offer(fresh, time, isWhole) {
      if (!this.#isAsking) {
        this.#show(fresh, time, isWhole);
        return;
      }
      if (fresh.innerHTML === this.#morph.before.innerHTML) {
        this.#drop();
        return;
      }
      this.#held = { fresh, time, isWhole };
      this.#button ??= this.#makeButton();
      const news = newItems(this.#morph.before, fresh);
      const text =
        news > 0
          ? Drupal.formatPlural(news, '1 new – show', '@count new – show')
          : Drupal.t('Updated – show');
      if (this.#button.textContent === text) return;
      this.#button.textContent = text;
      announcer.say(this, () => text);
    }

    #makeButton() {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'nodejs-live__news';
      button.addEventListener('click', () => {
        const { fresh, time, isWhole } = this.#held;
        this.#drop();
        const first = this.#show(fresh, time, isWhole);
        if (!first) return;
        first.tabIndex = -1;
        first.focus();
      });
      this.#element.prepend(button);
      return button;
    }

    #drop() {
      this.#button?.remove();
      this.#button = undefined;
      this.#held = undefined;
    }

    #show(fresh, time, isWhole) {
      this.#time = time;
      const { channel } = this;
      let result;
      keepScroll(() => {
        result = this.#morph.to(fresh, isWhole);
      });
      if (this.channel !== channel) {
        // Its audience is another one now.
        this.#off();
        Drupal.attachBehaviors(this.#element, drupalSettings);
        this.#listen();
      }
      // Links that are the visitor's own are fetched when somebody is there to use them.
      if (result.isLacking) {
        whenSomebodyMoves(() => {
          if (!this.#hasLeft) this.#fetchWithin(1000);
        });
      }
      // The element's own attributes always differ: its time.
      if (result.count > 1) this.#tell(result.items);
      return result.first;
    }

    #tell(news) {
      const name = this.#element.dataset.nodejsLiveLabel;
      if (!name || document.hidden) return;
      this.#untold += news;
      announcer.say(this, () => {
        const count = this.#untold;
        this.#untold = 0;
        return count > 0
          ? Drupal.formatPlural(count, '@name: 1 new', '@name: @count new', { '@name': name })
          : Drupal.t('@name was updated.', { '@name': name });
      });
    }

    #vanish(time) {
      this.#drop();
      this.#untold = 0;
      const empty = this.#element.cloneNode(false);
      empty.dataset.nodejsLiveTime = time;
      this.#time = time;
      const { count } = this.#morph.to(empty, false);
      const name = this.#element.dataset.nodejsLiveLabel;
      if (count > 1 && name) announcer.say(this, () => Drupal.t('@name is gone.', { '@name': name }));
    }

    /** Fetches it as this visitor may see it, at a moment of its own. */
    #fetchWithin(spread, needsAssets = false) {
      if (document.hidden) {
        this.#isDue = true;
        return;
      }
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#fetch(needsAssets), random(spread));
    }

    /** Does what waited for somebody to look. */
    seen() {
      if (!this.#isDue) return;
      this.#isDue = false;
      this.#fetchWithin(skew);
    }

    async #fetch(needsAssets, tries = retries) {
      if (this.#isFetching) {
        this.#fetchWithin(skew, needsAssets);
        return;
      }
      this.#isFetching = true;
      try {
        const data = await (needsAssets ? this.#loadWithAssets() : this.#load());
        if (data?.time >= this.#time - skew && !this.#next) this.#apply(data);
      } catch (error) {
        if (tries > 1)
          this.#timer = setTimeout(() => this.#fetch(needsAssets, tries - 1), 5000 + random(10000));
        else console.warn(`Drupal.nodejs: ${this.channel} is not up to date`, error);
      } finally {
        this.#isFetching = false;
      }
    }

    async #load() {
      // Caches may keep an answer for as long as they keep pages: all who hear of the same change share
      // one, and nobody gets that of an earlier one.
      const since = this.#since === undefined ? '' : `?since=${this.#since}`;
      const response = await fetch(Drupal.url(`nodejs/live/${this.#id}${since}`), {
        cache: 'no-cache',
        headers: { Accept: 'application/json' },
      });
      return this.#read(response);
    }

    async #loadWithAssets() {
      const { theme, theme_token: token, libraries } = drupalSettings.ajaxPageState ?? {};
      const state = { theme, theme_token: token, libraries };
      const query = new URLSearchParams({ _wrapper_format: 'drupal_ajax' });
      for (const [name, value] of Object.entries(state)) {
        if (value) query.set(`ajax_page_state[${name}]`, value);
      }
      const commands = await this.#read(
        await fetch(`${Drupal.url(`nodejs/live/${this.#id}/assets`)}?${query}`),
      );
      return Array.isArray(commands) ? this.#run(commands) : commands;
    }

    async #read(response) {
      // The region is forgotten: the next page load knows it again.
      if (response.status === 410) return undefined;
      if (!response.ok && response.status !== 404) throw new Error(`HTTP ${response.status}`);
      return response.json();
    }

    /** Loads what the page lacks, then gives what the server had to say. */
    async #run(commands) {
      let result;
      for (const { command, data, settings, merge } of commands) {
        if (command === 'add_css' || command === 'add_js') await load(command, data);
        else if (command === 'settings' && merge) extend(drupalSettings, settings);
        else if (command === 'nodejsLive') result = { ...data, hasAssets: true };
      }
      return result;
    }
  }

  /** Adds styles or scripts to the page, in order. */
  async function load(command, list) {
    for (const attributes of Array.isArray(list) ? list : []) {
      const element = document.createElement(command === 'add_css' ? 'link' : 'script');
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.async = false;
      await new Promise((resolve) => {
        element.addEventListener('load', resolve);
        element.addEventListener('error', resolve);
        document.head.append(element);
      });
    }
  }

  function extend(target, source) {
    for (const [key, value] of Object.entries(source)) {
      const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
      if (isMap && typeof target[key] === 'object' && target[key] !== null) extend(target[key], value);
      else target[key] = value;
    }
  }

  const within = (context) => [
    ...(context.matches?.(selector) ? [context] : []),
    ...context.querySelectorAll(selector),
  ];

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) for (const region of regions.values()) region.seen();
  });

  Drupal.behaviors.nodejsLive = {
    attach(context) {
      for (const element of within(context)) {
        if (regions.has(element)) continue;
        // Views puts what it fetched into what it replaces.
        const outer = element.parentElement?.closest(selector);
        if (outer?.dataset.nodejsLiveRecipe === element.dataset.nodejsLiveRecipe) {
          regions.get(outer)?.leave();
          regions.delete(outer);
          outer.replaceWith(element);
        }
        regions.set(element, new Region(element));
      }
    },
    detach(context, _settings, trigger) {
      if (trigger !== 'unload') return;
      for (const element of within(context)) {
        regions.get(element)?.leave();
        regions.delete(element);
      }
    },
  };

  Drupal.nodejsLive = { isBusy };
})(Drupal, drupalSettings);
