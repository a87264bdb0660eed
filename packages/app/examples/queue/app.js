import { readFile } from 'node:fs/promises';
import { createSite, fromEnvironment } from '../site.js';
import { mailTo } from './mail.js';
import { workWithProgress } from './progress.js';

const { API_URL, API_KEY, QUEUE = 'mails', OUTBOX = './outbox', PORT = '3000' } = process.env;
const { drupal, push } = fromEnvironment(process.env);
const page = (await readFile(new URL('./page.html', import.meta.url), 'utf8')).replaceAll('QUEUE', QUEUE);
const server = await createSite({ page, drupal, push });
const worker = await workWithProgress({
  database: drupal.database,
  name: QUEUE,
  handler: await mailTo(OUTBOX),
  async tell(data) {
    const answer = await fetch(`${API_URL}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': API_KEY },
      body: JSON.stringify({ channel: `queue:${QUEUE}`, data }),
    });
    if (!answer.ok) throw new Error(`publish: HTTP ${answer.status}`);
  },
});
console.log(`queue ${QUEUE} at ${await server.listen({ port: Number(PORT), host: '127.0.0.1' })}`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await worker.stop();
    await server.close();
  });
}
