import { MemoryPresence } from '../../src/presence/memory-presence.ts';
import { presenceSuite } from './presence-suite.ts';

presenceSuite('MemoryPresence', async () => new MemoryPresence());
