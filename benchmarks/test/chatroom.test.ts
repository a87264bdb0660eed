import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../packages/client/test/browser.ts';
import { isInstalled } from '../../packages/drupal/test/servers/database-server.ts';
import { mariadb } from '../../packages/drupal/test/servers/mariadb.ts';
import { measureRoom } from '../chatroom/crowded-room.ts';
import { roomTable } from '../chatroom/table.ts';
import { hasCompiler } from '../native.ts';

const small = {
  ...{ readers: 12, judges: 3, pages: chromiumPath === undefined ? 0 : 1 },
  ...{ rates: [30], seconds: 1, warmUpSeconds: 0.1, storm: 20, missed: 5, limitMs: 100_000 },
};

describe.skipIf(!hasCompiler || !isInstalled(mariadb))(
  'the load on a chat room (needs cc and MariaDB)',
  { timeout: 120_000 },
  () => {
    it('counts each line at the readers, on a page and in the database, and who comes back', async () => {
      const measured = await measureRoom(small, chromiumPath);

      expect(measured?.talks).toMatchObject([
        { lines: 30, stored: 30, refused: 0, lost: 0, doubledOrOutOfOrder: 0, wholePages: small.pages },
      ]);
      expect(measured?.talks[0]?.judges.max).toBeGreaterThan(0);
      expect(measured?.storm).toMatchObject({ connections: 20, lost: 0, doubledOrOutOfOrder: 0 });
      expect(measured && roomTable(measured)).toContain('20 come back');
    });
  },
);
