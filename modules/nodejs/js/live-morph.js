/**
 * @file
 * Brings a part of a page to what the server has rendered anew.
 *
 * Only what the server changed is touched: scripts and people may have changed
 * the rest. So it compares what the server said before with what it says now,
 * and does the difference to what stands in the page.
 */

((Drupal, drupalSettings) => {
  const fields = 'input:not([type=hidden], [type=submit], [type=button]), textarea, select';
  const items = 'article, li, tr, .views-row';

  const isDirty = (field) => {
    if (field.matches('select')) {
      return [...field.options].some(
        ({ selected, defaultSelected }, index) =>
          selected !== defaultSelected && (defaultSelected || index > 0),
      );
    }
    return field.matches('[type=checkbox], [type=radio]')
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  };

  /** Whether somebody is filling in something there. */
  const isBusy = (element) => {
    const { activeElement: active } = document;
    return (
      (active?.matches(`${fields}, [contenteditable]`) && element.contains(active)) ||
      [...element.querySelectorAll(fields)].some(isDirty)
    );
  };

  /** How core ends an id that a page has already: by a number, or at random. */
  const ending = /--(?:\d+|[\w-]{11})(?=["\s]|$)/g;
  const withoutEnding = (text) => text.replace(ending, '');

  /** Attributes that are an id, or name some. */
  const names = ['id', 'for', 'form', 'headers', 'list'].concat(
    ['activedescendant', 'controls', 'describedby', 'details', 'errormessage', 'labelledby', 'owns'].map(
      (name) => `aria-${name}`,
    ),
  );

  /** A list knows nothing of the others on its page when it is rendered anew: its ids may end otherwise. */
  const isSameValue = (name, was, is) =>
    was === is ||
    (was !== null && is !== null && names.includes(name) && withoutEnding(was) === withoutEnding(is));

  const isSame = (a, b) =>
    a.isEqualNode(b) ||
    (a.nodeType === Node.ELEMENT_NODE &&
      a.nodeName === b.nodeName &&
      a.attributes.length === b.attributes.length &&
      a.childNodes.length === b.childNodes.length &&
      [...a.attributes].every(({ name, value }) => isSameValue(name, value, b.getAttribute(name))) &&
      [...a.childNodes].every((child, index) => isSame(child, b.childNodes[index])));

  /** Gives what has come names that the page doesn't have already. */
  const distinguish = (added) => {
    const given = new Map();
    const all = [added, ...added.querySelectorAll('*')];
    for (const each of all) {
      if (!each.id || document.querySelectorAll(`#${CSS.escape(each.id)}`).length < 2) continue;
      const random = Math.random().toString(36).slice(2, 13).padEnd(11, '0');
      given.set(each.id, `${withoutEnding(each.id)}--${random}`);
      each.id = given.get(each.id);
    }
    if (given.size === 0) return;
    for (const each of all) {
      for (const name of names) {
        const value = each.getAttribute(name);
        if (value && name !== 'id') {
          each.setAttribute(
            name,
            value.replace(/\S+/g, (id) => given.get(id) ?? id),
          );
        }
      }
    }
  };

  /** What a form has anew with each rendering is no difference either. */
  const build = /"form-[\w-]{43}"/g;
  const signature = (node) =>
    withoutEnding(node.id || node.outerHTML?.replace(build, '') || `${node.nodeName} ${node.data}`);

  const isAlike = (a, b) =>
    a.nodeName === b.nodeName &&
    withoutEnding(a.id ?? '') === withoutEnding(b.id ?? '') &&
    a.nodeType !== Node.TEXT_NODE;

  /** Pairs of equal nodes, in order: the longest common subsequence. */
  const match = (before, after) => {
    const [a, b] = [before.map(signature), after.map(signature)];
    const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        lengths[i][j] =
          a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] === b[j]) pairs.push([i++, j++]);
      else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
      else j++;
    }
    return pairs;
  };

  /** Pairs of equal nodes and, between them, of nodes that changed. */
  const pair = (before, after) => {
    const pairs = new Map();
    let [i, j] = [0, 0];
    for (const [nextI, nextJ] of [...match(before, after), [before.length, after.length]]) {
      // What stands alone between two that stayed, on both sides, is the same.
      const gap = before.slice(i, nextI);
      for (const node of after.slice(j, nextJ)) {
        const index = gap.findIndex((other) => isAlike(other, node));
        if (index >= 0) pairs.set(node, gap.splice(0, index + 1)[index]);
      }
      if (nextI < before.length) pairs.set(after[nextJ], before[nextI]);
      [i, j] = [nextI + 1, nextJ + 1];
    }
    return pairs;
  };

  const slot = '[data-nodejs-live-slot]';
  const isSlot = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(slot);
  const slotsOf = (element) =>
    [...element.querySelectorAll(slot)].filter((each) => each.closest('[data-nodejs-live]') === element);

  /** Takes out what is the visitor's own: it is no part of what all get. */
  const takeSlots = (element) =>
    new Map(slotsOf(element).map((each) => [each.dataset.nodejsLiveSlot, takeChildren(each)]));

  const takeChildren = (element) => {
    const children = document.createDocumentFragment();
    children.append(...element.childNodes);
    return children;
  };

  /** Gives the visitor's own its place, unless it is in use. */
  const fillSlots = (element, own) => {
    for (const place of slotsOf(element)) {
      const fresh = own.get(place.dataset.nodejsLiveSlot);
      if (!fresh || place.contains(document.activeElement) || isBusy(place)) continue;
      if (place.textContent.trim() === fresh.textContent.trim() && place.childNodes.length > 0) continue;
      Drupal.detachBehaviors(place, drupalSettings, 'unload');
      place.replaceChildren(document.importNode(fresh, true));
      Drupal.attachBehaviors(place, drupalSettings);
    }
  };

  /** A part of the page, and what the server last said of it. */
  class Morph {
    #before;
    // What stands in the page for each node of what the server said.
    #twins = new WeakMap();
    #nested;
    #changes;

    /**
     * @param {Element} element
     *   As the server sent it: call this before others change it.
     * @param {function(Element, Element): boolean} nested
     *   Is given an element of the page and what becomes of it; whether it
     *   does that itself.
     */
    constructor(element, nested) {
      this.#nested = nested;
      this.#before = element.cloneNode(true);
      takeSlots(this.#before);
      this.#twin(this.#before, element);
    }

    /** What the server last said. */
    get before() {
      return this.#before;
    }

    /**
     * Brings the page to `after`; tells what was done.
     *
     * @param {Element} after
     *   What the server says now.
     * @param {boolean} isWhole
     *   Whether what is the visitor's own is in it.
     */
    to(after, isWhole) {
      this.#changes = { added: [], items: 0, count: 0 };
      const next = after.cloneNode(true);
      const own = takeSlots(next);
      this.#update(this.#before, next);
      const live = this.#twins.get(next);
      const isLacking = !isWhole && [...slotsOf(live)].some(({ childNodes }) => childNodes.length === 0);
      if (isWhole) fillSlots(live, own);
      this.#before = next;
      const { added, items: news, count } = this.#changes;
      const elements = added.filter((node) => node.isConnected && node.nodeType === Node.ELEMENT_NODE);
      elements.forEach(distinguish);
      for (const element of elements) Drupal.attachBehaviors(element, drupalSettings);
      return {
        items: news,
        count,
        first: added.find((node) => node.nodeType === Node.ELEMENT_NODE),
        isLacking,
      };
    }

    #twin(said, live) {
      this.#twins.set(said, live);
      if (isSlot(said)) return;
      said.childNodes.forEach((child, index) => {
        if (live.childNodes[index]) this.#twin(child, live.childNodes[index]);
      });
    }

    /** What was in the page for one is there for the other. */
    #inherit(before, after) {
      this.#twins.set(after, this.#twins.get(before));
      after.childNodes.forEach((child, index) => {
        this.#inherit(before.childNodes[index], child);
      });
    }

    #update(before, after) {
      const live = this.#twins.get(before);
      if (isSame(before, after)) {
        this.#inherit(before, after);
        return;
      }
      this.#twins.set(after, live);
      if (before !== this.#before && before.nodeType === Node.ELEMENT_NODE && this.#nested(live, after)) {
        return;
      }
      // What somebody types stays; the form is up to date when it is sent.
      if (live.nodeName === 'FORM' && isBusy(live)) return;
      this.#changes.count++;
      if (before.nodeType !== Node.ELEMENT_NODE) {
        live.data = after.data;
        return;
      }
      this.#attributes(live, before, after);
      this.#children(live, before, after);
    }

    #attributes(live, before, after) {
      const all = new Set([...before.getAttributeNames(), ...after.getAttributeNames()]);
      for (const name of all) {
        const [was, is] = [before.getAttribute(name), after.getAttribute(name)];
        if (isSameValue(name, was, is)) continue;
        if (name === 'class') {
          live.classList.remove(...[...before.classList].filter((token) => !after.classList.contains(token)));
          live.classList.add(...after.classList);
        } else if (is === null) {
          live.removeAttribute(name);
        } else {
          live.setAttribute(name, is);
        }
      }
    }

    #children(live, before, after) {
      const [old, fresh] = [[...before.childNodes], [...after.childNodes]];
      const pairs = pair(old, fresh);
      const stay = new Set(pairs.values());
      // A script may have put it elsewhere, or away: then there is no place for it.
      const place = (node) => {
        let found = this.#twins.get(node);
        while (found && found.parentNode !== live) found = found.parentNode;
        return found ?? undefined;
      };
      for (const node of old) if (!stay.has(node)) this.#remove(this.#twins.get(node), live);
      let last;
      const first = old.map(place).find((node) => node !== undefined);
      for (const node of fresh) {
        const partner = pairs.get(node);
        const at = partner && place(partner);
        if (at) {
          this.#update(partner, node);
          last = at;
          continue;
        }
        const added = document.importNode(node, true);
        this.#twin(node, added);
        if (last) last.after(added);
        else live.insertBefore(added, first?.parentNode === live ? first : live.firstChild);
        last = added;
        this.#changes.count++;
        this.#changes.added.push(added);
        if (added.nodeType === Node.ELEMENT_NODE) {
          this.#changes.items += added.matches(items) ? 1 : added.querySelectorAll(items).length && 1;
        }
      }
    }

    #remove(node, live) {
      if (!node?.isConnected) return;
      this.#changes.count++;
      if (node.nodeType === Node.ELEMENT_NODE) {
        Drupal.detachBehaviors(node, drupalSettings, 'unload');
        if (node.contains(document.activeElement)) {
          // Who walks by keyboard goes on from here, not from the page's top.
          live.tabIndex = -1;
          live.focus({ preventScroll: true });
        }
      }
      node.remove();
    }
  }

  Drupal.nodejsMorph = { Morph, isBusy };
})(Drupal, drupalSettings);
