import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../packages/server/test/free-ports.ts';
import { startProcess } from './running-process.ts';
import type { RunningServer } from './server.ts';

const nginx = '/usr/sbin/nginx';
const nchanModule = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** Starts nginx with the module from Debian's package; undefined where the machine does not have it. */
export async function startNchan(): Promise<RunningServer | undefined> {
  if (!existsSync(nginx) || !existsSync(nchanModule)) {
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-bench-'));
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(config, nchanConfig(folder, port));
  const server = await startProcess(
    ['sh', '-c', `echo listening on ${port}; exec ${nginx} -c ${config} -e stderr`],
    /listening on/,
  );
  await reachable(port);
  return {
    generator: { protocol: 'websocket', port, path: '/sub', 'publish-path': '/pub', pid: server.pid },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

// Without a message buffer, as its fastest: ours keeps a history of 100.
function nchanConfig(folder: string, port: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  return `
load_module ${nchanModule};
daemon off;
master_process off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 20000; }
http {
  access_log off;
  ${paths}
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /sub { nchan_subscriber websocket; nchan_channel_id bench; }
    location = /pub { nchan_publisher http; nchan_channel_id bench; nchan_message_buffer_length 0; }
  }
}
`;
}

async function reachable(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      // Not yet: it tells nobody when it listens.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('Nchan did not begin to listen');
}
