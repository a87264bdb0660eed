import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page, Worker } from 'playwright-core';
import { patienceMs } from '../patience.ts';
import { type DeviceSubscription, type Push, PushService } from '../push-service.ts';
import { waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

interface Notification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** Notices to a device whose page is closed: a push service of our own, the browser's own service worker. */
export async function playPush({ arrive, site, claims, people, screenshot }: Scene): Promise<void> {
  const { alice } = people;
  await using service = new PushService();
  await service.start();
  await site.ask('install-module', 'nodejs_notify');
  await site.ask('set-config', 'nodejs_notify.settings', 'push_services', [service.host]);
  site.changeSettings(`$settings['http_client_config']['verify'] = '${service.certificate}';\n`);
  const visitor = await arrive(alice);
  const page = await visitor.open('/user');
  const context = page.context();
  await context.grantPermissions(['notifications'], { origin: site.url });
  await context.addInitScript({ content: standIn(service.subscription) });
  const tell = (subject: string, body = '', severity = 'status') =>
    site.ask<number>('notify', [alice.uid], subject, body, severity, '/node');
  let worker: Worker | undefined;
  let deliver: ((text: string) => Promise<void>) | undefined;

  await claims.check(
    'a user switches notices on for this device, by keyboard',
    'the form of choices in Chromium; PushManager.subscribe() gives an address at our own push service',
    async () => {
      await page.goto('/notices/choices');
      const button = page.locator('[data-nodejs-push] button');
      await button.waitFor();
      assert.equal(await button.textContent(), 'Get notices on this device');
      deliver = await deliverer(page, site.url);
      const started = context.waitForEvent('serviceworker');
      await button.focus();
      await page.keyboard.press('Enter');
      await page.locator('[data-nodejs-push] [role=status]', { hasText: 'until you log out' }).waitFor();
      worker = await started;
      assert.equal(await button.getAttribute('aria-pressed'), 'true');
      await page.reload();
      await page.locator('[data-nodejs-push] [role=status]', { hasText: 'until you log out' }).waitFor();
      await button.scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshot('push-choices') });
      return new URL(worker.url()).pathname.replace(/.*\/(?=js\/)/, '');
    },
  );

  await claims.check(
    'with the page closed the push service gets the notice, signed and encrypted, and the device shows it',
    'a local push service checks the signature and decrypts; what it read is delivered to the service worker by CDP',
    async () => {
      await page.goto('about:blank');
      await tell('Your parcel is here', 'At the front desk. <b>Hurry.</b>', 'error');
      const [push] = await arrived(service, 1);
      assert.equal(push?.claims.aud, new URL(service.subscription.endpoint).origin);
      assert.equal(push?.headers.urgency, 'high');
      const message = JSON.parse(push?.text ?? '') as { notice: { subject: string; key: string } };
      assert.equal(message.notice.subject, 'Your parcel is here');
      await deliver?.(push?.text ?? '');
      const [shown] = await notifications(worker, 1);
      assert.deepEqual(shown, {
        title: 'Your parcel is here',
        body: 'At the front desk. <b>Hurry.</b>',
        tag: message.notice.key,
      });
      return `TTL ${push?.headers.ttl}, ${push?.headers['content-encoding']}`;
    },
  );

  await claims.check(
    'a device whose page is open gets a notice once, by whichever way it comes',
    'Alice looks at the site: the push that comes too makes no second toast and no banner; one that comes alone makes the toast',
    async () => {
      await closeNotifications(worker);
      await page.goto('/user');
      await waitUntilLive(page);
      await tell('Once');
      const toast = page.locator('.nodejs-toast', { hasText: 'Once' });
      await toast.waitFor();
      const [push] = await arrived(service, 1);
      await deliver?.(push?.text ?? '');
      // The push service was faster, or the page's line is down.
      const alone = (push?.text ?? '').replaceAll('notice:', 'other:').replace('"Once"', '"Alone"');
      await deliver?.(alone);
      await page.locator('.nodejs-toast', { hasText: 'Alone' }).waitFor();
      assert.equal(await toast.count(), 1);
      assert.deepEqual(await notifications(worker, 0), []);
      await page.screenshot({ path: screenshot('push-open-page') });
      return undefined;
    },
  );

  await claims.check(
    'what came both ways while nobody looked is shown once, and not again after a banner',
    'document.visibilityState says hidden, then visible; the service worker tells the page what it showed',
    async () => {
      await page.evaluate(look('hidden'));
      await tell('In the background');
      const [push] = await arrived(service, 1);
      await deliver?.(push?.text ?? '');
      await tell('On the lock screen');
      const [banner] = await arrived(service, 1);
      const { notice } = JSON.parse(banner?.text ?? '{}') as { notice: { key: string } };
      // A value that is a promise would be waited for at once.
      await page.evaluate(`window.told = new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('message', ({ data }) => data.shown && resolve());
      }), undefined`);
      await worker?.evaluate(async (key) => {
        const { clients } = globalThis as unknown as ServiceWorkerGlobal;
        for (const client of await clients.matchAll({ includeUncontrolled: true })) {
          client.postMessage({ shown: key });
        }
      }, notice.key);
      await page.evaluate('window.told');
      await page.evaluate(look('visible'));
      await page.locator('.nodejs-toast', { hasText: 'In the background' }).waitFor();
      assert.equal(await page.locator('.nodejs-toast', { hasText: 'In the background' }).count(), 1);
      assert.equal(await page.locator('.nodejs-toast', { hasText: 'On the lock screen' }).count(), 0);
      assert.deepEqual(await notifications(worker, 0), []);
      return undefined;
    },
  );

  await claims.check(
    'an address that is gone is forgotten, and another can be brought',
    'the push service answers 410; the switch on the form says so',
    async () => {
      service.status = 410;
      await tell('To nobody');
      await arrived(service, 1);
      service.status = 201;
      await tell('Not sent');
      assert.deepEqual(service.take(), []);
      await page.goto('/notices/choices');
      const button = page.locator('[data-nodejs-push] button', { hasText: 'Get notices' });
      await button.click();
      await page.locator('[data-nodejs-push] [role=status]', { hasText: 'until you log out' }).waitFor();
      return undefined;
    },
  );

  await claims.check(
    'after a log-out the device gets nothing more',
    'Drupal’s own form; the push service',
    async () => {
      await tell('Before');
      assert.equal((await arrived(service, 1)).length, 1);
      await visitor.logOut(page);
      await tell('After');
      assert.deepEqual(service.take(), []);
      return undefined;
    },
  );

  await claims.check(
    'other sites’ addresses are refused, and so is a request without the token of this session',
    'POST /notices/device with Alice’s cookie',
    async () => {
      await visitor.logIn(alice);
      await page.goto('/user');
      const answers = await page.evaluate(async (subscription) => {
        const token = await (await fetch('/session/token')).text();
        const post = async (endpoint: string, headers: Record<string, string>) =>
          (
            await fetch('/notices/device', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json', ...headers },
              body: JSON.stringify({ ...subscription, endpoint }),
            })
          ).status;
        const trusted = { 'X-CSRF-Token': token };
        return {
          elsewhere: await post('https://169.254.169.254/latest/meta-data/', trusted),
          http: await post(subscription.endpoint.replace('https:', 'http:'), trusted),
          untold: await post(subscription.endpoint, {}),
        };
      }, service.subscription);
      assert.deepEqual(answers, { elsewhere: 403, http: 403, untold: 403 });
      return JSON.stringify(answers);
    },
  );

  await visitor.leave();
}

/** Stands in for the push service that Chromium would ask for an address. */
function standIn(subscription: DeviceSubscription): string {
  return `(() => {
    const kept = 'e2e.subscription';
    const offer = () => {
      const text = localStorage.getItem(kept);
      const found = text && JSON.parse(text);
      return found && { ...found, toJSON: () => found, unsubscribe: async () => localStorage.removeItem(kept) };
    };
    Object.assign(PushManager.prototype, {
      async subscribe() {
        localStorage.setItem(kept, ${JSON.stringify(JSON.stringify(subscription))});
        return offer();
      },
      getSubscription: async () => offer(),
    });
  })()`;
}

/** A script that says of its page that it is looked at or not, as the browser would. */
function look(state: 'hidden' | 'visible'): string {
  return `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));`;
}

/** Waits until so many pushes are there, and takes them. */
async function arrived(service: PushService, count: number): Promise<readonly Push[]> {
  const deadline = performance.now() + patienceMs;
  while (service.pushes.length < count) {
    if (performance.now() > deadline) throw new Error(`${service.take().length} of ${count} pushes arrived`);
    await delay(20);
  }
  return service.take();
}

/** Makes what hands a text to the page's service worker, as the browser does when a push service brought it. */
async function deliverer(page: Page, origin: string): Promise<(text: string) => Promise<void>> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const known = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.includes('nodejs_notify'));
      if (found) resolve(found.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  return async (data) => {
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await known, data });
  };
}

/** What the device shows, once there is so much. */
async function notifications(worker: Worker | undefined, count: number): Promise<readonly Notification[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const shown = await worker?.evaluate(async () => {
      const { registration } = globalThis as unknown as ServiceWorkerGlobal;
      const list = await registration.getNotifications();
      return list.map(({ title, body, tag }) => ({ title, body, tag }));
    });
    if ((shown?.length ?? 0) >= count) return shown ?? [];
    if (performance.now() > deadline) throw new Error(`the device shows ${shown?.length} of ${count}`);
    await delay(20);
  }
}

async function closeNotifications(worker: Worker | undefined): Promise<void> {
  await worker?.evaluate(async () => {
    const { registration } = globalThis as unknown as ServiceWorkerGlobal;
    for (const notification of await registration.getNotifications()) notification.close();
  });
}

interface ServiceWorkerGlobal {
  readonly clients: {
    matchAll(options: object): Promise<readonly { postMessage(message: object): void }[]>;
  };
  readonly registration: {
    getNotifications(): Promise<readonly (Notification & { close(): void })[]>;
  };
}
