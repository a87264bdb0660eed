/**
 * @file
 * Shows who is here.
 */

((Drupal, drupalSettings) => {
  const crowds = new Map();
  const me = () => String(drupalSettings.user?.uid ?? '');

  /** Most people that a list names before it is asked for all of them. */
  const most = 20;

  /** Elements whose list shows all. */
  const open = new WeakSet();

  function makeItem({ uid, name, url }) {
    const item = document.createElement('li');
    item.dataset.uid = uid;
    const link = url ? document.createElement('a') : item;
    link.textContent = name;
    if (url) {
      link.href = url;
      item.append(link);
    }
    return item;
  }

  /** Names in a list; the list says when nobody is there. */
  function show(element, people, empty) {
    if (people.length === 0) {
      const line = document.createElement('p');
      line.textContent = empty;
      element.replaceChildren(line);
      return;
    }
    let list = element.querySelector('ul');
    if (!list) {
      list = document.createElement('ul');
      element.replaceChildren(list);
    }
    const isWhole = open.has(element) || people.length <= most;
    const named = isWhole ? people : people.slice(0, most);
    const stay = new Set(named.map(({ uid }) => uid));
    const items = new Map();
    for (const item of [...list.children]) {
      if (stay.has(item.dataset.uid)) items.set(item.dataset.uid, item);
      else remove(item, list);
    }
    // Whoever stays isn't moved: a link that has the focus keeps it.
    let next = list.firstChild;
    for (const person of named) {
      const item = items.get(person.uid) ?? makeItem(person);
      if (item === next) next = next.nextSibling;
      else list.insertBefore(item, next);
    }
    showRest(element, list, people, isWhole, empty);
  }

  function remove(item, list) {
    if (item.contains(document.activeElement)) {
      // Who walks by keyboard goes on from here, not from the page's top.
      list.tabIndex = -1;
      list.focus({ preventScroll: true });
    }
    item.remove();
  }

  /** How many more there are, and a way to see them. */
  function showRest(element, list, people, isWhole, empty) {
    let button = element.querySelector('.nodejs-presence__rest');
    if (isWhole) {
      button?.remove();
      return;
    }
    if (!button) {
      button = document.createElement('button');
      button.type = 'button';
      button.className = 'nodejs-presence__rest';
      element.append(button);
    }
    button.textContent = Drupal.formatPlural(people.length - most, 'and 1 more', 'and @count more');
    button.onclick = () => {
      open.add(element);
      list.tabIndex = -1;
      list.focus({ preventScroll: true });
      show(element, people, empty);
    };
  }

  /** People of a place, however many tabs each of them has open. */
  class Crowd {
    #element;
    #members = new Map();
    #off;
    #savedBy;
    #told = '';

    constructor(element) {
      this.#element = element;
      const channel = element.dataset.nodejsPresence;
      queueMicrotask(() => {
        this.#off = Drupal.nodejs.on(channel, {
          subscribed: () => this.#count(channel),
          join: (member) => this.#come(member),
          leave: (member) => this.#go(member),
          publication: ({ data, info }) => info || this.#saved(data),
        });
      });
      if (this.#isForm) this.#form?.addEventListener('submit', this.#ask);
    }

    leave() {
      this.#off?.();
      this.#form?.removeEventListener('submit', this.#ask);
    }

    get #isForm() {
      return this.#element.dataset.nodejsPresenceKind === 'edit';
    }

    get #form() {
      return this.#element.closest('form');
    }

    async #count(channel) {
      const members = await Drupal.nodejs.presence(channel).catch(() => ({}));
      this.#members = new Map(Object.entries(members));
      this.#show();
    }

    #come(member) {
      this.#members.set(member.client, member);
      this.#show();
    }

    #go({ client }) {
      this.#members.delete(client);
      this.#show();
    }

    get #others() {
      const byUser = new Map();
      for (const { user, connInfo } of this.#members.values()) {
        if (user !== '' && user !== me()) byUser.set(user, { uid: user, name: connInfo?.name ?? user });
      }
      return [...byUser.values()].sort((a, b) => a.name.localeCompare(b.name));
    }

    #show() {
      if (!this.#isForm) {
        show(this.#element, this.#others, Drupal.t('Nobody else views this page.'));
        return;
      }
      const names = this.#others.map(({ name }) => name).join(', ');
      const lines = [];
      if (this.#savedBy !== undefined) {
        lines.push(
          Drupal.t('@name has saved this meanwhile. What you see here is older than what is saved now.', {
            '@name': this.#savedBy,
          }),
        );
      }
      if (names !== '') lines.push(Drupal.t('Also editing this now: @names', { '@names': names }));
      this.#element.replaceChildren(
        ...lines.map((line) => {
          const paragraph = document.createElement('p');
          // Drupal.t() has escaped the names for HTML.
          paragraph.innerHTML = line;
          return paragraph;
        }),
      );
      const text = lines.join(' ');
      if (text !== this.#told && text !== '') Drupal.announce(text, this.#savedBy ? 'assertive' : 'polite');
      this.#told = text;
    }

    #saved(data) {
      if (!data?.saved) return;
      this.#savedBy = data.name ?? Drupal.t('Somebody');
      this.#show();
    }

    #ask = (event) => {
      if (this.#savedBy === undefined || event.submitter?.dataset.drupalSelector === 'edit-preview') return;
      const question = Drupal.t('This was saved by somebody else while you were editing. Save all the same?');
      if (window.confirm(question)) return;
      event.preventDefault();
      // Core would note the form as sent, and refuse it the next time.
      event.stopPropagation();
    };
  }

  /** Who is online: all at once when the page connects, then one by one. */
  class Online {
    #element;
    #people = [];
    #profiles = false;
    /** What came while the list was on its way. */
    #meanwhile;
    #off = [];
    #timer;

    constructor(element) {
      this.#element = element;
      queueMicrotask(() => {
        this.#off.push(
          Drupal.nodejs.on(`user:${me()}`, {
            publication: ({ data, info }) => info || this.#notice(data?.presenceNotification),
            subscribed: () => this.#fetch(),
            stateLost: () => this.#fetch(),
          }),
        );
      });
    }

    leave() {
      for (const off of this.#off) off();
      clearTimeout(this.#timer);
    }

    #notice(notice) {
      if (!notice) return;
      this.#meanwhile?.push(notice);
      this.#take(notice);
      this.#show();
    }

    #take({ uid: id, event, name }) {
      const uid = String(id);
      if (event === 'offline') {
        this.#people = this.#people.filter((person) => person.uid !== uid);
      } else if (event === 'online' && !this.#people.some((person) => person.uid === uid)) {
        if (name !== undefined) {
          this.#people = [{ uid, name, url: this.#profiles && Drupal.url(`user/${uid}`) }, ...this.#people];
        } else {
          // Many may come at once, and all who see them ask.
          this.#timer ??= setTimeout(() => this.#fetch(), 300 + Math.random() * 1700);
        }
      }
    }

    async #fetch() {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#meanwhile = [];
      try {
        const response = await fetch(Drupal.url('nodejs/presence'), { cache: 'no-store' });
        if (!response.ok) return;
        const { users, profiles } = await response.json();
        this.#people = users;
        this.#profiles = profiles;
        for (const notice of this.#meanwhile) this.#take(notice);
        this.#meanwhile = undefined;
        this.#show();
      } catch (error) {
        // The page is left, or the site is away: the next who comes has it asked again.
        console.warn('nodejs_presence', error);
      }
    }

    #show() {
      show(this.#element, this.#people, Drupal.t('Nobody else is online.'));
    }
  }

  const kinds = { '[data-nodejs-presence]': Crowd, '[data-nodejs-online]': Online };
  let isAsked = false;

  /** Leaves all places when the user asks in another tab not to be seen. */
  function leaveWhenHidden() {
    if (isAsked) return;
    isAsked = true;
    Drupal.nodejs.on(`user:${me()}`, {
      publication: ({ data, info }) => {
        if (info || !data?.presenceHidden) return;
        for (const [element, crowd] of crowds) {
          crowd.leave();
          element.replaceChildren();
        }
        crowds.clear();
      },
    });
  }

  const within = (context, selector) => [
    ...(context.matches?.(selector) ? [context] : []),
    ...context.querySelectorAll(selector),
  ];

  Drupal.behaviors.nodejsPresence = {
    attach(context) {
      // Who wants not to be seen isn't there, and doesn't look.
      if (drupalSettings.nodejsPresence?.hidden || !Drupal.nodejs) return;
      for (const [selector, Kind] of Object.entries(kinds)) {
        for (const element of within(context, selector)) {
          if (crowds.has(element)) continue;
          crowds.set(element, new Kind(element));
          queueMicrotask(leaveWhenHidden);
        }
      }
    },
    detach(context, _settings, trigger) {
      if (trigger !== 'unload') return;
      for (const selector of Object.keys(kinds)) {
        for (const element of within(context, selector)) {
          crowds.get(element)?.leave();
          crowds.delete(element);
        }
      }
    },
  };
})(Drupal, drupalSettings);
