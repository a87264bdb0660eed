import assert from 'node:assert/strict';
import { askSigned } from '../signed-request.ts';
import { readTexts, Visitor, waitUntilLive } from '../visitor.ts';
import { enqueue } from './hearing.ts';
import type { Scene } from './scene.ts';

/** Without a push server the site stays a site, says what is wrong, and forgets nothing. */
export async function playOutage(scene: Scene): Promise<void> {
  const { site, server, browser, claims, screenshot } = scene;
  await claims.check(
    'with the push server away pages that publish still work, and the status report says so',
    'the server is stopped; a request that enqueues; administrator in Chromium',
    async () => {
      await server.stop();
      const start = performance.now();
      await enqueue(site.url, { channel: 'nodejs_notify', data: 'nobody is there' });
      const ms = Math.round(performance.now() - start);
      const owner = await Visitor.arrive(browser, site.url);
      await owner.logIn(site.admin.name, site.admin.password);
      const page = await owner.open('/admin/reports/status');
      const row = page
        .locator('.system-status-report__row')
        .filter({ hasText: 'Node.js integration: push server' });
      const text = (await readTexts(row)).join(' ');
      assert.match(text, /No answer/);
      await row.scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshot('outage') });
      await owner.leave();
      return `the request took ${ms} ms; ${text}`;
    },
  );

  await claims.check(
    'what was published while the push server was away arrives once it is back, once and in order; also from a PHP process that was killed, and nothing that was rolled back',
    'three requests that enqueue and a killed process while the server is stopped; it starts; a page in Chromium listens; the signed flush route is called twice',
    async () => {
      const channel = 'nodejs_notify';
      for (const data of ['first', 'second']) await enqueue(site.url, { channel, data });
      await assert.rejects(site.ask('publish-and-die', channel, 'rolled back', 'of a killed process'));
      await server.start(site);
      const visitor = await Visitor.arrive(browser, site.url);
      const page = await visitor.open('/nodejs-e2e/page');
      await waitUntilLive(page);
      await page.evaluate(
        `window.late = []; Drupal.nodejs.on('${channel}', (p) => window.late.push(p.data.data));`,
      );
      await server.waitForListeners(channel, 1);
      const flush = () =>
        askSigned<FlushAnswer>(`${site.url}/nodejs/flush`, 'POST', '{}', scene.secrets.backendKey);
      const start = performance.now();
      const { sent, left } = await flush();
      await page.waitForFunction('window.late.length > 3', undefined, { polling: 10 });
      const ms = Math.round(performance.now() - start);
      assert.deepEqual({ sent, left }, { sent: 4, left: 0 });
      assert.equal((await flush()).sent, 0);
      await enqueue(site.url, { channel, data: 'afterwards' });
      await page.waitForFunction('window.late.includes("afterwards")', undefined, { polling: 10 });
      assert.deepEqual(await page.evaluate('window.late'), [
        'nobody is there',
        'first',
        'second',
        'of a killed process',
        'afterwards',
      ]);
      await visitor.leave();
      return `4 messages in the page ${ms} ms after Drupal was asked to send what waits`;
    },
  );
}

interface FlushAnswer {
  readonly sent: number;
  readonly left: number;
}
