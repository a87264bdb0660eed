import type { FastifyInstance } from 'fastify';
import { accountOf, forPhp } from './account-of.ts';
import { shape, text } from './body-schema.ts';
import { requireMain } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** The PHP console: runs what it is sent, so it is the best guarded door of the demo. */
export function consoleRoute(app: FastifyInstance, parts: SiteParts): void {
  const { half, door } = parts;
  let isRunning = false;

  app.post<{ Body: { code: string } }>(
    '/demo/console',
    { schema: { body: shape({ code: text(20_000) }) } },
    async (request) => {
      requireMain(request);
      if (!door.isOpenTo(request))
        throw new Refusal(
          403,
          'console-locked',
          'open the address that the terminal printed to use the console',
        );
      if (isRunning) throw new Refusal(409, 'busy', 'the console runs one piece of code at a time');
      isRunning = true;
      const started = performance.now();
      try {
        const account = forPhp(await accountOf(request, parts));
        const { result: _none, ...answer } = await half.console(account, request.body.code);
        const ms = Math.round((performance.now() - started) * 10) / 10;
        return { ok: answer.error === null, ms, php: half.about.version, ...answer };
      } finally {
        isRunning = false;
      }
    },
  );
}
