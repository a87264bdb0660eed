/**
 * @file
 * The service worker: shows what a push service brings while the site is closed.
 *
 * It answers no request of any page: its scope is its own folder.
 */

(() => {
  const base = new URL(self.location.href).searchParams.get('base') || '/';
  const patienceMs = 1000;

  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

  const pages = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

  /** Hands the notice to a page that is looked at; false when none takes it. */
  function hand(page, message) {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(true);
      setTimeout(() => resolve(false), patienceMs);
      page.postMessage(message, [port2]);
    });
  }

  async function take(message) {
    const open = await pages();
    for (const page of open.filter(({ visibilityState }) => visibilityState === 'visible')) {
      if (await hand(page, { callback: 'nodejsNotice', ...message })) return;
    }
    const { id, key, subject, body, severity, link } = message.notice;
    await self.registration.showNotification(subject, {
      body,
      tag: key,
      lang: '',
      dir: 'auto',
      requireInteraction: severity === 'error',
      data: { id, link },
    });
    for (const page of open) page.postMessage({ shown: key });
  }

  self.addEventListener('push', (event) => {
    let message;
    try {
      message = event.data.json();
    } catch (error) {
      console.warn('nodejs_notify: a push without a notice', error);
    }
    if (typeof message?.notice?.subject === 'string') event.waitUntil(take(message));
  });

  const post = async (path, body) => {
    const token = await (await fetch(`${base}session/token`, { cache: 'no-store' })).text();
    const response = await fetch(`${base}notices/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  };

  async function open({ id, link }) {
    const target = new URL(typeof link === 'string' ? link : `${base}notices`, self.location.origin);
    const url = ['http:', 'https:'].includes(target.protocol) ? target.href : base;
    const page = (await pages()).find((client) => client.url === url);
    await (page ? page.focus() : self.clients.openWindow(url));
    if (id) await post('read', { ids: [id] });
  }

  self.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data));
  });

  // The push service gave the browser another address.
  async function renew({ oldSubscription, newSubscription }) {
    const subscription =
      newSubscription || (await self.registration.pushManager.subscribe(oldSubscription.options));
    await post('device', subscription.toJSON());
  }

  self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));
})();
