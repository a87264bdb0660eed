import { expect, test } from 'vitest';
import { endpoints } from '../src/endpoint.ts';

test.each([
  ['/realtime/', 'https://example.com/node/1', 'wss://example.com/realtime/connection/websocket'],
  ['/realtime', 'http://example.com:8080/', 'ws://example.com:8080/realtime/connection/websocket'],
  ['wss://push.example.com/', 'https://example.com/', 'wss://push.example.com/connection/websocket'],
  ['http://127.0.0.1:8000/', undefined, 'ws://127.0.0.1:8000/connection/websocket'],
])('the address %s on the page %s leads to %s', (url, base, websocket) => {
  const http = websocket.replace(/^ws/, 'http').replace(/websocket$/, '');
  expect(endpoints(url, base).transports).toEqual([
    { transport: 'websocket', endpoint: websocket },
    { transport: 'http_stream', endpoint: `${http}http_stream` },
    { transport: 'sse', endpoint: `${http}sse` },
  ]);
});

test('the emulation endpoint is HTTP beside the transports', () => {
  expect(endpoints('wss://example.com/realtime/', undefined).emulation).toBe(
    'https://example.com/realtime/emulation',
  );
});
