import { nginxBefore } from './nginx.ts';
import { change, type Fault, type ProxyKind } from './proxy.ts';

/** No upgrade for WebSocket, and pieces that are held back. */
const deaf = (edit: Fault['edit']): Fault => ({
  what: 'no upgrade, and pieces that are held back',
  edit,
  finds: { websocket: 'PROXY_UPGRADE', http_stream: 'PROXY_BUFFERING', sse: 'PROXY_BUFFERING' },
});

/** No upgrade, where a proxy can't hold pieces back. */
const noUpgrade = (edit: Fault['edit']): Fault => ({
  what: 'no upgrade',
  edit,
  finds: { websocket: 'PROXY_UPGRADE' },
});

/** Cuts off after three seconds of silence: long enough that a busy machine answers before. */
const hasty = (edit: Fault['edit']): Fault => ({
  what: 'a time-out that is too short',
  edit,
  finds: { websocket: 'PROXY_TIMEOUT', http_stream: 'PROXY_TIMEOUT', sse: 'PROXY_TIMEOUT' },
});

const nginx: ProxyKind = {
  ...nginxBefore(
    'location / { return 200 "the site"; }',
    `location ~ /connection/ { return 404 "one of the site's own patterns"; }`,
  ),
  faults: [
    deaf((snippet) =>
      change(
        snippet,
        ['proxy_set_header Upgrade $http_upgrade;', ''],
        ['proxy_buffering off;', 'proxy_ignore_headers X-Accel-Buffering;'],
      ),
    ),
    hasty((snippet) => change(snippet, ['read_timeout 120s', 'read_timeout 3s'])),
  ],
};

const apacheModules = [
  ...['mpm_event', 'authz_core', 'ssl', 'socache_shmcb', 'http2', 'setenvif', 'env', 'deflate', 'filter'],
  ...['dir', 'proxy', 'proxy_http'],
];

const apache: ProxyKind = {
  name: 'Apache',
  snippet: 'apache.conf',
  commands: ['apache2'],
  packages: ['apache2'],
  files: ({ folder, port, certificate, snippet }) => ({
    'apache.conf': `ServerRoot ${folder}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
User www-data
Group www-data
${apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
LogFormat "%h %l %u %t \\"%r\\" %>s %O" combined
ErrorLog ${folder}/error.log
Protocols h2 http/1.1
SetOutputFilter DEFLATE
<Directory />
  AllowOverride None
</Directory>
<VirtualHost 127.0.0.1:${port}>
  SSLEngine on
  SSLCertificateFile ${certificate.certificate}
  SSLCertificateKeyFile ${certificate.key}
  DocumentRoot ${folder}/pages
  CustomLog ${folder}/access.log combined env=!realtime
  <Directory ${folder}/pages>
    AllowOverride None
    Require all granted
    # As Drupal's .htaccess: every path is Drupal's.
    FallbackResource /index.html
  </Directory>
  Include ${folder}/snippet.conf
</VirtualHost>
`,
    'snippet.conf': snippet,
    'pages/index.html': 'the site',
  }),
  run: ({ folder }) => [['apache2', '-D', 'FOREGROUND', '-f', `${folder}/apache.conf`]],
  faults: [
    noUpgrade((snippet) => change(snippet, [' upgrade=websocket', ''])),
    {
      ...hasty((snippet) => change(snippet, ['timeout=120', 'timeout=3'])),
      // A tunnel of Apache's knows no time-out.
      finds: { http_stream: 'PROXY_TIMEOUT', sse: 'PROXY_TIMEOUT' },
    },
  ],
};

const haproxy: ProxyKind = {
  name: 'HAProxy',
  snippet: 'haproxy.cfg',
  commands: ['haproxy'],
  packages: ['haproxy'],
  files: ({ port, certificate, snippet }) => ({
    'haproxy.cfg': `global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  # As Debian's own.
  timeout connect 5000
  timeout client 50000
  timeout server 50000
frontend site
  bind 127.0.0.1:${port} ssl crt ${certificate.both} alpn h2,http/1.1
${commented(snippet)}
  default_backend drupal
backend drupal
  http-request return status 200 content-type text/plain string "the site"
${snippet}`,
  }),
  run: ({ folder }) => [['haproxy', '-db', '-f', `${folder}/haproxy.cfg`]],
  faults: [
    noUpgrade((snippet) =>
      change(snippet, ['option forwardfor', 'option forwardfor\n  http-request del-header Upgrade']),
    ),
    hasty((snippet) => change(snippet, ['server 120s', 'server 3s'], ['tunnel 120s', 'tunnel 3s'])),
  ],
};

const caddy: ProxyKind = {
  name: 'Caddy',
  snippet: 'Caddyfile',
  commands: ['caddy'],
  packages: ['caddy'],
  files: ({ folder, port, certificate, snippet }) => ({
    Caddyfile: `{
  admin off
  auto_https off
${commented(snippet)}
}
https://127.0.0.1:${port} {
  bind 127.0.0.1
  tls ${certificate.certificate} ${certificate.key}
  log {
    output file ${folder}/access.log
  }
  encode gzip
  import snippet
  handle {
    respond "the site"
  }
}
`,
    snippet,
  }),
  run: ({ folder }) => [['caddy', 'run', '--config', `${folder}/Caddyfile`, '--adapter', 'caddyfile']],
  faults: [
    deaf((snippet) =>
      change(snippet, [
        'flush_interval -1',
        'header_up -Upgrade\n    buffer_responses\n    max_buffer_size 1MB',
      ]),
    ),
    hasty((snippet) =>
      change(snippet, [
        'flush_interval -1',
        'transport http {\n      read_timeout 3s\n    }\n    flush_interval -1',
      ]),
    ),
  ],
};

const varnish: ProxyKind = {
  name: 'Varnish behind Hitch',
  snippet: 'varnish.vcl',
  commands: ['varnishd', 'hitch'],
  packages: ['varnish', 'hitch'],
  files: ({ port, inner: [behind, site], certificate, snippet }) => ({
    'site.vcl': `vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${site}"; }
${snippet}
sub vcl_recv { return (synth(200, "the site")); }
sub vcl_synth { set resp.body = "the site"; return (deliver); }
`,
    'hitch.conf': `frontend = "[127.0.0.1]:${port}"
backend = "[127.0.0.1]:${behind}"
pem-file = "${certificate.both}"
write-proxy-v2 = on
alpn-protos = "http/1.1"
user = "nobody"
workers = 1
`,
  }),
  run: ({ folder, inner: [behind], snippet }) => [
    [
      ...(['varnishd', '-F', '-n', `${folder}/varnish`, '-f', `${folder}/site.vcl`] as const),
      ...['-a', `127.0.0.1:${behind},PROXY`, '-s', 'malloc,16m', '-j', 'none'],
      // A pipe has a time-out of its own, and not in the file.
      ...['-p', `pipe_timeout=${/between_bytes_timeout = (\d+)s/.exec(snippet)?.[1]}`],
    ],
    ['hitch', `--config=${folder}/hitch.conf`],
    [
      ...(['varnishncsa', '-n', `${folder}/varnish`, '-t', '20'] as const),
      ...['-w', `${folder}/access.log`, '-q', 'ReqURL !~ "^/realtime/"'],
    ],
  ],
  faults: [
    deaf((snippet) => change(snippet, ['return (pipe);', ''], ['do_stream = true', 'do_stream = false'])),
    hasty((snippet) => change(snippet, ['between_bytes_timeout = 120s', 'between_bytes_timeout = 3s'])),
  ],
};

/** Lines that a snippet has in its comments, for another place. */
function commented(snippet: string): string {
  return [...snippet.matchAll(/^#( {3}.*)$/gm)].map(([, line]) => line).join('\n');
}

/** Every kind that there is a snippet for. */
export const proxyKinds: readonly ProxyKind[] = [nginx, apache, haproxy, caddy, varnish];
