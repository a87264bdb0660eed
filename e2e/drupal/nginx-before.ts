import type { ProxyKind } from '../../packages/server/test/proxies/proxy.ts';

/** nginx with TLS before a site of PHP's own web server, and before the push server by the shipped snippet. */
export function nginxBefore(site: string): ProxyKind {
  return {
    name: 'nginx',
    snippet: 'nginx.conf',
    commands: ['nginx'],
    packages: ['nginx-light'],
    faults: [],
    files: ({ folder, port, certificate, snippet }) => ({
      'nginx.conf': `daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log ${folder}/access.log;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${certificate.certificate};
    ssl_certificate_key ${certificate.key};
    location / {
      proxy_pass ${site};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Port $server_port;
    }
    include ${folder}/snippet.conf;
  }
}
`,
      'snippet.conf': snippet,
    }),
    run: ({ folder }) => [['nginx', '-p', folder, '-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`]],
  };
}
