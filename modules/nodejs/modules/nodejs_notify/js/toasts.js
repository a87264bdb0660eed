/**
 * @file
 * Shows notices as toasts: text only, at everybody's pace, once on each device.
 */

((Drupal, drupalSettings) => {
  const settings = () => drupalSettings.nodejsNotify || {};
  const most = 4;
  const seen = new Set();
  // What came while nobody looked at this page.
  let waiting = [];
  let region;
  let list;
  let more;
  let folded = 0;
  let isHeld = false;
  const timers = new Map();
  // Focus goes back there when the last toast is closed.
  let cameFrom;

  const tell = (type, detail) => document.body.dispatchEvent(new CustomEvent(type, { detail }));

  function build() {
    region = document.createElement('section');
    region.className = 'nodejs-toasts';
    region.tabIndex = -1;
    region.setAttribute('aria-label', Drupal.t('Notices (F8)'));
    list = document.createElement('ol');
    list.className = 'nodejs-toasts__list';
    list.setAttribute('aria-live', 'polite');
    list.setAttribute('aria-relevant', 'additions');
    more = document.createElement('p');
    more.className = 'nodejs-toasts__more';
    more.hidden = true;
    region.append(list, more);
    document.body.append(region);
    for (const type of ['pointerenter', 'focusin']) region.addEventListener(type, hold);
    region.addEventListener('pointerleave', () => region.contains(document.activeElement) || release());
    region.addEventListener('focusout', ({ relatedTarget }) => {
      if (!region.contains(relatedTarget) && !region.matches(':hover')) release();
    });
    region.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      const toast = event.target.closest('.nodejs-toast') || list.lastElementChild;
      if (toast) close(toast);
      event.preventDefault();
    });
  }

  function hold() {
    isHeld = true;
    for (const timer of timers.values()) {
      clearTimeout(timer.handle);
      timer.left = Math.max(1000, timer.left - (performance.now() - timer.since));
    }
  }

  function release() {
    isHeld = false;
    for (const toast of timers.keys()) start(toast);
  }

  function start(toast) {
    const timer = timers.get(toast);
    timer.since = performance.now();
    timer.handle = setTimeout(() => close(toast), timer.left);
  }

  function close(toast) {
    clearTimeout(timers.get(toast)?.handle);
    timers.delete(toast);
    const hadFocus = toast.contains(document.activeElement);
    const next = toast.nextElementSibling || toast.previousElementSibling;
    toast.remove();
    if (list.childElementCount === 0) {
      folded = 0;
      more.hidden = true;
      if (hadFocus) cameFrom?.focus();
      if (hadFocus || isHeld) release();
    } else if (hadFocus) {
      next.querySelector('.nodejs-toast__close').focus();
    }
  }

  const part = (tag, name) => {
    const element = document.createElement(tag);
    element.className = `nodejs-toast__${name}`;
    return element;
  };

  // In its own direction, whichever the page has.
  const own = (text) => {
    const element = document.createElement('bdi');
    element.textContent = text;
    return element;
  };

  // A link goes nowhere but to this site or by http.
  const address = (link) => {
    if (typeof link !== 'string' || !URL.canParse(link, window.location.href)) return undefined;
    const url = new URL(link, window.location.href);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
  };

  function draw({ id, key, subject, body, severity, link }) {
    const toast = document.createElement('li');
    const kind = ['warning', 'error'].includes(severity) ? severity : 'status';
    toast.className = `nodejs-toast nodejs-toast--${kind}`;
    toast.dataset.key = key || '';
    if (id) toast.dataset.nodejsNotice = id;
    if (kind === 'error') toast.setAttribute('role', 'alert');
    const text = part('div', 'text');
    const heading = part('p', 'subject');
    if (kind !== 'status') {
      const word = document.createElement('span');
      word.className = 'visually-hidden';
      word.textContent = kind === 'error' ? Drupal.t('Urgent:') : Drupal.t('Warning:');
      heading.append(word, ' ');
    }
    const href = address(link);
    if (href) {
      const anchor = document.createElement('a');
      anchor.href = href;
      anchor.append(own(subject));
      heading.append(anchor);
    } else {
      heading.append(own(subject));
    }
    text.append(heading);
    if (body) {
      const rest = part('p', 'body');
      rest.append(own(body));
      text.append(rest);
    }
    const button = part('button', 'close');
    button.type = 'button';
    button.setAttribute('aria-label', Drupal.t('Close: @subject', { '@subject': subject }));
    button.addEventListener('click', () => close(toast));
    toast.append(text, button);
    return { toast, kind };
  }

  function show(notice) {
    if (region === undefined) build();
    const { toast, kind } = draw(notice);
    list.append(toast);
    while (list.childElementCount > most) {
      const oldest = list.querySelector('.nodejs-toast:not(:focus-within)') || list.firstElementChild;
      folded += 1;
      close(oldest);
      more.hidden = false;
      more.textContent = Drupal.formatPlural(folded, '1 more notice', '@count more notices');
    }
    const { lifetime = 8 } = settings();
    if (kind === 'error' || lifetime === 0) return;
    timers.set(toast, { left: lifetime * 1000, since: performance.now() });
    if (!isHeld) start(toast);
  }

  /** Takes a notice from wherever it came; a page shows each once. */
  function take(notice) {
    const { subject, key, category } = notice;
    if (typeof subject !== 'string' || subject === '') return;
    const { toasts = true, muted = [] } = settings();
    if (!toasts || muted.includes(category) || (key && seen.has(key))) return;
    if (key) seen.add(key);
    if (document.visibilityState === 'hidden') {
      waiting = [...waiting, notice].slice(-20);
      return;
    }
    // Another page of this browser needn't show it any more.
    if (key) others?.postMessage({ shown: key });
    show(notice);
  }

  function drop(keys) {
    waiting = waiting.filter(({ key, id }) => !keys(key, id));
    for (const toast of [...(list?.children ?? [])]) {
      if (
        keys(toast.dataset.key, Number(toast.dataset.nodejsNotice)) &&
        !toast.contains(document.activeElement)
      ) {
        close(toast);
      }
    }
  }

  function forget(shown) {
    seen.add(shown);
    waiting = waiting.filter(({ key }) => key !== shown);
  }

  /** Closes what has been shown: its reader looks at the list. */
  function clear() {
    for (const toast of [...(list?.children ?? [])]) {
      if (!toast.classList.contains('nodejs-toast--error')) close(toast);
    }
  }

  const others = 'BroadcastChannel' in window ? new BroadcastChannel('nodejs_notify') : undefined;
  others?.addEventListener('message', ({ data }) => {
    // Of pages that are looked at, side by side, each shows it.
    if (typeof data?.shown === 'string' && document.visibilityState === 'hidden') forget(data.shown);
  });

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      hold();
      return;
    }
    release();
    for (const notice of waiting.splice(0)) {
      if (notice.key) others?.postMessage({ shown: notice.key });
      show(notice);
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F8' || !list?.childElementCount) return;
    if (!region.contains(document.activeElement)) cameFrom = document.activeElement;
    list.lastElementChild.querySelector('.nodejs-toast__close').focus();
    event.preventDefault();
  });

  // The classic's words: subject and body, with or without a callback's name.
  function classic({ callback, data }) {
    if (callback && ![callback].flat().includes('nodejsNotify')) return;
    if (typeof data !== 'object' || data === null) return;
    const text = (value) =>
      typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    const [subject, body] = [text(data.subject), text(data.body)];
    if (typeof data.unread === 'number') tell('nodejs:unread', { unread: data.unread });
    const kept = typeof data.notice === 'object' && data.notice !== null ? data.notice : {};
    take({ category: 'message', ...kept, subject: subject || body, body: subject ? body : '' });
  }

  function hear(message) {
    if (typeof message !== 'object' || message === null || Array.isArray(message)) return;
    if (message.callback !== 'nodejsNotice') {
      // With the classic library on the page its own callback hears it, which is ours.
      if (!Drupal.Nodejs) classic(message);
      return;
    }
    if (typeof message.unread === 'number') tell('nodejs:unread', { unread: message.unread });
    const { read, notice } = message;
    if (read !== undefined) {
      drop((_key, id) => id > 0 && (read === 'all' || (Array.isArray(read) && read.includes(id))));
      tell('nodejs:read', { read });
    }
    if (typeof notice === 'object' && notice !== null) take(notice);
  }

  // What the push service brings while this page is looked at, its service worker hands over.
  navigator.serviceWorker?.addEventListener('message', ({ data, ports }) => {
    if (typeof data?.shown === 'string') {
      forget(data.shown);
    } else if (data?.callback === 'nodejsNotice') {
      hear(data);
      ports[0]?.postMessage('taken');
    }
  });
  navigator.serviceWorker?.startMessages();

  /** Marks notices as read, on the server and in the user's other pages. */
  async function markRead(ids) {
    const { read, csrf } = settings();
    const token = await (await fetch(csrf, { cache: 'no-store' })).text();
    const response = await fetch(read, {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: JSON.stringify({ ids }),
    });
    if (!response.ok) throw new Error(`${read}: HTTP ${response.status}`);
    const { unread } = await response.json();
    drop((_key, id) => id > 0 && (ids === 'all' || ids.includes(id)));
    tell('nodejs:unread', { unread });
    tell('nodejs:read', { read: ids });
  }

  document.addEventListener('click', ({ target }) => {
    const anchor = target.closest?.('a');
    const id = Number(anchor?.closest('[data-nodejs-notice]')?.dataset.nodejsNotice);
    // The click leads on whatever comes of this.
    if (id > 0 && settings().read) markRead([id]).catch((error) => console.warn('nodejs_notify', error));
  });

  let isListening = false;
  Drupal.behaviors.nodejsNotify = {
    attach() {
      // The bell stands on pages that don't connect, too: there it is a link.
      if (isListening || !Drupal.nodejs) return;
      isListening = true;
      if (Drupal.Nodejs) Drupal.Nodejs.callbacks.nodejsNotify = { callback: classic, serverOnly: true };
      Drupal.nodejs.onAny({
        // What a client published is nobody's notice, whatever it says it is.
        publication: ({ data, info }) => info || hear(data),
        stateLost: ({ channel }) => channel.startsWith('user:') && tell('nodejs:unread', {}),
      });
    },
  };
  Drupal.nodejsNotify = { show: take, markRead, clear };
})(Drupal, drupalSettings);
