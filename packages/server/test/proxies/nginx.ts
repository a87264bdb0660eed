import type { ProxyKind } from './proxy.ts';

/** nginx with TLS, before the push server by the shipped snippet and before a site by locations of its own. */
export function nginxBefore(...site: readonly string[]): ProxyKind {
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
  gzip on;
  gzip_proxied any;
  gzip_types *;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${certificate.certificate};
    ssl_certificate_key ${certificate.key};
    ${site.join('\n    ')}
    include ${folder}/snippet.conf;
  }
}
`,
      'snippet.conf': snippet,
    }),
    run: ({ folder }) => [['nginx', '-p', folder, '-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`]],
  };
}
