import { readFile } from 'node:fs/promises';
import { createSite, fromEnvironment } from '../site.js';

const page = await readFile(new URL('./page.html', import.meta.url));
const server = await createSite({ page, ...fromEnvironment(process.env) });
console.log(`chat at ${await server.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
