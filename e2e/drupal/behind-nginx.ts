import { nginxBefore } from '../../packages/server/test/proxies/nginx.ts';
import type { ProxyKind } from '../../packages/server/test/proxies/proxy.ts';

/** What settings.php of a site says that stands behind {@link nginxBeforeSite}. */
export const behindNginx = `$settings['reverse_proxy'] = TRUE; $settings['reverse_proxy_addresses'] = ['127.0.0.1'];`;

/** nginx with TLS before a site of PHP's own web server. */
export function nginxBeforeSite(site: string): ProxyKind {
  const headers = {
    Host: '$http_host',
    'X-Forwarded-For': '$remote_addr',
    'X-Forwarded-Proto': '$scheme',
    'X-Forwarded-Port': '$server_port',
  };
  const lines = Object.entries(headers).map(([name, value]) => `proxy_set_header ${name} ${value};`);
  return nginxBefore(`location / { proxy_pass ${site}; ${lines.join(' ')} }`);
}
