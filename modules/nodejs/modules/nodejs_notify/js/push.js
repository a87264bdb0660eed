/**
 * @file
 * The switch that has this device get notices while the site is closed.
 */

((Drupal, drupalSettings, once) => {
  async function post(url, body = {}) {
    const { csrf } = drupalSettings.nodejsPush;
    const token = await (await fetch(csrf, { cache: 'no-store' })).text();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error?.message || `HTTP ${response.status}`);
    return answer;
  }

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

  async function subscribe() {
    const { key, worker, device } = drupalSettings.nodejsPush;
    if ((await Notification.requestPermission()) !== 'granted') {
      throw new Error(Drupal.t('This browser does not let the site show notices: see its settings.'));
    }
    await navigator.serviceWorker.register(worker);
    const registration = await ready(worker);
    const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    const old = await registration.pushManager.getSubscription();
    // It may be one of other keys, or of who used this browser before.
    await old?.unsubscribe();
    const subscription = await registration.pushManager.subscribe(options);
    await post(device, subscription.toJSON());
  }

  // navigator.serviceWorker.ready is the one for this page, which ours is not.
  async function ready(worker) {
    const registration = await navigator.serviceWorker.getRegistration(worker);
    if (registration?.active || !registration) return registration;
    const coming = registration.installing || registration.waiting;
    await new Promise((resolve, reject) => {
      coming.addEventListener('statechange', () => {
        if (coming.state === 'activated') resolve();
        if (coming.state === 'redundant')
          reject(new Error(Drupal.t('The browser does not start the script.')));
      });
    });
    return registration;
  }

  async function isOn() {
    const { worker, state } = drupalSettings.nodejsPush;
    const registration = await navigator.serviceWorker.getRegistration(worker);
    const subscription = await registration?.pushManager.getSubscription();
    return subscription ? (await post(state, { endpoint: subscription.endpoint })).known : false;
  }

  async function unsubscribe() {
    const { worker, remove } = drupalSettings.nodejsPush;
    await post(remove);
    const registration = await navigator.serviceWorker.getRegistration(worker);
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
  }

  async function build(place) {
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
      status.textContent = window.isSecureContext
        ? Drupal.t('This browser can’t. On an iPhone or iPad, put the site on the home screen first.')
        : Drupal.t('This needs https.');
      place.append(status);
      return;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    place.append(button, status);
    let on = false;

    function show(text = '') {
      button.textContent = on
        ? Drupal.t('No more notices on this device')
        : Drupal.t('Get notices on this device');
      button.setAttribute('aria-pressed', String(on));
      status.textContent = text || (on ? Drupal.t('This device gets notices until you log out here.') : '');
    }

    async function attempt(work) {
      button.disabled = true;
      try {
        await work();
        show();
      } catch (error) {
        show(error.message);
      } finally {
        button.disabled = false;
      }
    }

    button.addEventListener('click', () =>
      attempt(async () => {
        await (on ? unsubscribe() : subscribe());
        on = !on;
      }),
    );
    await attempt(async () => {
      on = await isOn();
    });
  }

  Drupal.behaviors.nodejsPush = {
    attach(context) {
      once('nodejs-push', '[data-nodejs-push]', context).forEach((place) => {
        build(place).catch((error) => console.warn('nodejs_notify', error));
      });
    },
  };
})(Drupal, drupalSettings, once);
