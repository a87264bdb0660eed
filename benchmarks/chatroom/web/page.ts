// A page of the benchmark: the whole chat, and beside it who notes when each line is on the screen.
import { type ChatApp, ChatSession, centrifugeConnection, defineChat } from '@drupal-nodejs/chatroom/web';
import { Centrifuge } from 'centrifuge';

const query = new URLSearchParams(location.search);
const centrifuge = new Centrifuge(`ws://127.0.0.1:${query.get('port')}/connection/websocket`, {
  token: query.get('token') ?? '',
});
defineChat();
const app = document.querySelector<ChatApp>('chat-app');
if (!app) throw new Error('no chat on the page');
app.session = new ChatSession({
  connection: centrifugeConnection(centrifuge),
  account: { uid: Number(query.get('uid')), name: query.get('name') ?? '' },
});
app.room = 'tea';
centrifuge.connect();

const seen = { first: 0, newest: 0, deliveries: 0, missing: 0, doubled: 0, times: [] as number[] };
const stamp = /@(\d{13})(\d{6})/;
let waiting: Element[] = [];

function note(lines: readonly Element[], at: number): void {
  for (const line of lines) {
    const seq = Number(line.getAttribute('data-seq'));
    seen.deliveries += 1;
    if (seen.newest > 0) {
      if (seq <= seen.newest) seen.doubled += 1;
      else seen.missing += seq - seen.newest - 1;
    }
    seen.newest = Math.max(seen.newest, seq);
    const [, ms, rest] = stamp.exec(line.textContent ?? '') ?? [];
    if (ms !== undefined) seen.times.push(at - Number(ms) - Number(rest) / 1e6);
  }
}

/** Lines that come are noted after the frame that shows them. */
function watch(log: Element): void {
  new MutationObserver((records) => {
    const added = records
      .flatMap(({ addedNodes }) => [...addedNodes])
      .filter((node): node is Element => node instanceof Element)
      .flatMap((node) => (node.matches('[data-seq]') ? [node] : [...node.querySelectorAll('[data-seq]')]));
    if (added.length === 0) return;
    if (waiting.length === 0) {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        const shown = waiting;
        waiting = [];
        port1.onmessage = () => note(shown, performance.timeOrigin + performance.now());
        port2.postMessage(undefined);
      });
    }
    waiting.push(...added);
  }).observe(log, { childList: true, subtree: true });
}

async function logOf(element: ChatApp): Promise<Element> {
  for (;;) {
    const log = element.shadowRoot
      ?.querySelector('chat-conversation')
      ?.shadowRoot?.querySelector('[role=log]');
    if (log) return log;
    await new Promise(requestAnimationFrame);
  }
}

void logOf(app).then((log) => {
  watch(log);
  Object.assign(globalThis, {
    judge: {
      forget: () => Object.assign(seen, { deliveries: 0, missing: 0, doubled: 0, times: [] }),
      look: () => seen,
      until: async (seq: number) => {
        while (seen.newest < seq) await new Promise(requestAnimationFrame);
      },
      /** The numbers of the lines that stand there, from top to bottom. */
      lines: () =>
        [...log.querySelectorAll('[data-seq]')].map((line) => Number(line.getAttribute('data-seq'))),
    },
  });
});
