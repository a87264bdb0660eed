/**
 * @file
 * Keeps the log page as it is now: a hint comes, the page is fetched as it was
 * fetched before, and rows that are new are taken from it.
 *
 * So filters and access are the site's own business. Rows come in only where
 * the newest stand first; elsewhere a line says how many there are.
 */

((Drupal, drupalSettings, once) => {
  /** Milliseconds between two looks, at least. */
  const pause = 1000;

  /** A look takes no more than this part of the time. */
  const share = 0.25;

  /** Milliseconds between two announcements. */
  const calm = 5000;

  const region = (page) => page.querySelector('.admin-dblog');
  const pagerOf = (page) => page.querySelector('.pager__items')?.closest('nav');
  const idOf = (row) => Number(/\/dblog\/event\/(\d+)/.exec(row.innerHTML)?.[1] ?? 0);
  const rowsOf = (page) => [...(region(page)?.querySelectorAll('tbody tr') ?? [])];

  class LiveLog {
    constructor(settings) {
      this.newest = settings.newest;
      const address = new URL(window.location.href);
      this.isNewestFirst = !Number(address.searchParams.get('page')) && !address.searchParams.has('order');
      for (const name of ['page', 'order', 'sort']) address.searchParams.delete(name);
      this.first = address;
      this.isPaused = false;
      this.isLooking = false;
      this.isDue = false;
      this.unsaid = 0;
      this.build();
      this.place();
      Drupal.nodejs.onState(({ state }) => this.show(state));
      // What came between the page and the connection is fetched once.
      const look = () => this.lookSoon();
      Drupal.nodejs.on(settings.channel, { publication: look, stateLost: look });
      Drupal.nodejs.ready().then(look, () => {});
      document.addEventListener('visibilitychange', () => {
        if (this.isDue) look();
      });
    }

    /** Makes the line over the log. */
    build() {
      this.bar = document.createElement('div');
      this.bar.className = 'nodejs-watchdog';
      this.state = document.createElement('span');
      this.state.className = 'nodejs-watchdog__state';
      this.button = document.createElement('button');
      this.button.type = 'button';
      this.button.className = 'button button--small nodejs-watchdog__pause';
      this.button.addEventListener('click', () => {
        this.isPaused = !this.isPaused;
        this.show(Drupal.nodejs.state);
        if (!this.isPaused) this.look();
      });
      this.link = document.createElement('a');
      this.link.className = 'nodejs-watchdog__new-count';
      this.link.href = this.first.href;
      this.link.hidden = true;
      this.bar.append(this.state, this.link);
      if (this.isNewestFirst) this.bar.append(this.button);
    }

    place() {
      const place = region(document);
      const table = place.matches('table') ? place : place.querySelector('table');
      (table ?? place).before(this.bar);
      // Messages of the classic name the table so, with dblog's View too.
      if (table && !document.getElementById('admin-dblog')) table.id = 'admin-dblog';
    }

    show(state) {
      const isLive = state === 'live' && !this.isPaused;
      this.bar.classList.toggle('nodejs-watchdog--live', isLive);
      if (this.isPaused) this.state.textContent = Drupal.t('Paused');
      else if (isLive) this.state.textContent = Drupal.t('Live');
      else if (state === 'connecting') this.state.textContent = Drupal.t('Connecting…');
      else this.state.textContent = Drupal.t('Not live: reload the page to see new messages.');
      this.button.textContent = this.isPaused ? Drupal.t('Resume') : Drupal.t('Pause');
    }

    lookSoon() {
      this.isDue = true;
      if (this.isLooking || document.hidden) return;
      this.isLooking = true;
      setTimeout(() => this.look(), this.wait ?? pause);
    }

    async look() {
      this.isLooking = true;
      this.isDue = false;
      const start = performance.now();
      try {
        const address = this.isNewestFirst ? window.location.href : this.first.href;
        const response = await fetch(address, { cache: 'no-store' });
        // A log-in form, or no access any more: what is shown stays.
        if (response.ok && !response.redirected) {
          const page = new DOMParser().parseFromString(await response.text(), 'text/html');
          if (region(page)) this.take(page);
        }
      } catch (error) {
        // The next hint, or the connection that comes back, has it fetched again.
        console.warn('The log page could not be fetched', error);
      } finally {
        this.wait = Math.max(pause, (performance.now() - start) / share);
        this.isLooking = false;
      }
      if (this.isDue) this.lookSoon();
    }

    take(page) {
      const fresh = rowsOf(page);
      if (!this.isNewestFirst || this.isPaused) {
        this.count(fresh);
        return;
      }
      this.link.hidden = true;
      const shown = rowsOf(document);
      const isPlain = shown.length > 0 && fresh.length > 0 && fresh.every(idOf);
      const count = isPlain ? this.merge(page, shown, fresh) : this.replace(page, fresh);
      if (count > 0) this.announce(count);
    }

    /** Says how many are new, without touching what is shown. */
    count(fresh) {
      const last = this.isNewestFirst ? Math.max(0, ...rowsOf(document).map(idOf)) : this.newest;
      const count = fresh.filter((row) => idOf(row) > last).length;
      this.link.hidden = count === 0;
      this.link.textContent =
        count === fresh.length
          ? Drupal.t('@count or more new messages', { '@count': count })
          : Drupal.formatPlural(count, '1 new message', '@count new messages');
      if (count > (this.counted ?? 0)) this.announce(count - (this.counted ?? 0));
      this.counted = count;
    }

    /** Takes in rows that are new, and lets those go that the page has no more. */
    merge(page, shown, fresh) {
      const last = Math.max(0, ...shown.map(idOf));
      const isThere = new Set(fresh.map(idOf));
      const added = fresh.filter((row) => idOf(row) > last);
      for (const row of shown) {
        row.classList.remove('nodejs-watchdog__new');
        if (isThere.has(idOf(row)) || row.contains(document.activeElement)) continue;
        Drupal.detachBehaviors(row, drupalSettings, 'unload');
        row.remove();
      }
      const model = [...(shown[0]?.cells ?? [])].map((cell) => cell.style.cssText);
      for (const row of added) {
        row.classList.add('nodejs-watchdog__new');
        // Columns that somebody has unfolded on a small screen stay so.
        for (const [index, style] of model.entries()) {
          if (style && row.cells[index]) row.cells[index].style.cssText = style;
        }
      }
      const body = region(document).querySelector('tbody');
      body.prepend(...added.map((row) => document.adoptNode(row)));
      for (const row of added) Drupal.attachBehaviors(row, drupalSettings);
      this.turn(page);
      return added.length;
    }

    /** Gives the log the way to its second page, once it has one. */
    turn(page) {
      const pager = pagerOf(page);
      if (!pager || pagerOf(document)) return;
      const place = region(document);
      if (place.matches('table')) place.after(document.adoptNode(pager));
      else place.append(document.adoptNode(pager));
    }

    /** Takes in the whole log, where there was none or its rows have no names. */
    replace(page, fresh) {
      const old = region(document);
      if (rowsOf(document).length === 0 && fresh.length === 0) return 0;
      if (old.contains(document.activeElement)) {
        this.isDue = true;
        old.addEventListener('focusout', () => this.lookSoon(), { once: true });
        return 0;
      }
      const next = document.adoptNode(region(page));
      this.bar.remove();
      Drupal.detachBehaviors(old, drupalSettings, 'unload');
      old.replaceWith(next);
      this.place();
      Drupal.attachBehaviors(next, drupalSettings);
      return fresh.filter((row) => idOf(row) > 0).length;
    }

    /** Tells a screen reader, in sums when much comes. */
    announce(count) {
      this.unsaid += count;
      if (this.isSaying) return;
      this.isSaying = true;
      const say = () => {
        if (this.unsaid === 0) {
          this.isSaying = false;
          return;
        }
        Drupal.announce(Drupal.formatPlural(this.unsaid, '1 new log message', '@count new log messages'));
        this.unsaid = 0;
        setTimeout(say, calm);
      };
      say();
    }
  }

  Drupal.behaviors.nodejsWatchdog = {
    attach(context, settings) {
      once('nodejs-watchdog', 'html', context).forEach(() => {
        if (settings.nodejsWatchdog && region(document)) new LiveLog(settings.nodejsWatchdog);
      });
    },
  };
})(Drupal, drupalSettings, once);
