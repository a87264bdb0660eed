import type { TransportName } from 'centrifuge';

// In the order the SDK tries them: the later ones are for proxies that break WebSockets.
const transports: readonly TransportPath[] = [
  { transport: 'websocket', path: 'connection/websocket' },
  { transport: 'http_stream', path: 'connection/http_stream' },
  { transport: 'sse', path: 'connection/sse' },
];

interface TransportPath {
  readonly transport: TransportName;
  readonly path: string;
}

/** Where the SDK finds the server. */
export interface Endpoints {
  readonly transports: { transport: TransportName; endpoint: string }[];
  readonly emulation: string;
}

/**
 * Derives the endpoints from the server's public address.
 *
 * @param base - what a path such as `/realtime/` is relative to: the page's address.
 */
export function endpoints(url: string, base: string | undefined): Endpoints {
  const http = new URL(url, base);
  http.protocol = http.protocol.replace(/^ws/, 'http');
  if (!http.pathname.endsWith('/')) http.pathname += '/';
  return {
    transports: transports.map(({ transport, path }) => {
      const endpoint = new URL(path, http);
      if (transport === 'websocket') endpoint.protocol = endpoint.protocol.replace(/^http/, 'ws');
      return { transport, endpoint: endpoint.href };
    }),
    emulation: new URL('emulation', http).href,
  };
}
