/**
 * @file
 * Makes a button with a panel of the bell's link, and keeps its count.
 */

((Drupal, drupalSettings, once) => {
  const settings = () => drupalSettings.nodejsNotify || {};
  const margin = 12;
  let number = 0;

  function enhance(bell) {
    const button = bell.querySelector('.nodejs-bell__button');
    const count = bell.querySelector('.nodejs-bell__count');
    const label = bell.querySelector('.nodejs-bell__label');
    const panel = document.createElement('div');
    number += 1;
    panel.id = `nodejs-bell-panel-${number}`;
    panel.className = 'nodejs-bell__panel';
    panel.hidden = true;
    panel.setAttribute('role', 'region');
    panel.setAttribute('aria-label', Drupal.t('Notices'));
    const head = document.createElement('div');
    head.className = 'nodejs-bell__head';
    const title = document.createElement('strong');
    title.textContent = Drupal.t('Notices');
    const all = document.createElement('button');
    all.type = 'button';
    all.className = 'nodejs-bell__all';
    all.textContent = Drupal.t('Mark all as read');
    head.append(title, all);
    const content = document.createElement('div');
    content.className = 'nodejs-bell__content';
    panel.append(head, content);
    bell.append(panel);
    button.setAttribute('role', 'button');
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', panel.id);

    const isOpen = () => !panel.hidden;

    function set(unread) {
      count.textContent = unread > 99 ? '99+' : String(unread);
      count.hidden = unread === 0;
      all.hidden = unread === 0;
      label.textContent = Drupal.formatPlural(unread, '1 unread notice', '@count unread notices');
    }

    async function ask(url) {
      const response = await fetch(url, { cache: 'no-store' });
      if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
      return response;
    }

    async function load() {
      panel.setAttribute('aria-busy', 'true');
      try {
        const html = await (await ask(settings().panel)).text();
        const fresh = document.createRange().createContextualFragment(html);
        Drupal.detachBehaviors(content, drupalSettings, 'unload');
        content.replaceChildren(fresh);
        Drupal.attachBehaviors(content, drupalSettings);
      } catch (error) {
        console.warn('nodejs_notify', error);
        content.textContent = Drupal.t('The notices can’t be loaded now.');
      } finally {
        panel.removeAttribute('aria-busy');
      }
    }

    function toggle(open) {
      panel.hidden = !open;
      button.setAttribute('aria-expanded', String(open));
      if (!open) return;
      Drupal.nodejsNotify.clear();
      // It stays within the window, wherever on the page the bell is.
      panel.style.translate = '';
      const { left, right } = panel.getBoundingClientRect();
      const most = document.documentElement.clientWidth - margin;
      const shift = left < margin ? margin - left : Math.min(0, most - right);
      if (shift !== 0) panel.style.translate = `${shift}px`;
      load();
    }

    button.addEventListener('click', (event) => {
      // With a key pressed it is the link to the inbox.
      if (event.ctrlKey || event.metaKey || event.shiftKey || !settings().panel) return;
      event.preventDefault();
      toggle(!isOpen());
    });
    button.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      button.click();
    });
    bell.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !isOpen()) return;
      toggle(false);
      button.focus();
    });
    document.addEventListener('click', ({ target }) => {
      if (isOpen() && !bell.contains(target)) toggle(false);
    });
    bell.addEventListener('focusout', ({ relatedTarget }) => {
      if (isOpen() && relatedTarget && !bell.contains(relatedTarget)) toggle(false);
    });
    all.addEventListener('click', async () => {
      try {
        await Drupal.nodejsNotify.markRead('all');
        button.focus();
      } catch (error) {
        console.warn('nodejs_notify', error);
      }
    });

    document.body.addEventListener('nodejs:unread', async ({ detail }) => {
      try {
        // Notices were lost on the way: the server knows how many there are.
        const { unread } = 'unread' in detail ? detail : await (await ask(settings().unread)).json();
        set(unread);
        // Nothing is taken from under somebody's hands.
        if (isOpen() && !content.contains(document.activeElement)) load();
      } catch (error) {
        console.warn('nodejs_notify', error);
      }
    });
    all.hidden = count.hidden;
  }

  Drupal.behaviors.nodejsBell = {
    attach(context) {
      once('nodejs-bell', '[data-nodejs-bell]', context).forEach(enhance);
    },
  };
})(Drupal, drupalSettings, once);
