import type { PushApi } from '../push/push-api.ts';
import { BareClient, type BareClients } from './bare-client.ts';

/** What became of a reader that doesn't read. */
export interface StallFound {
  /** Megabytes that were published to it until it was closed. */
  readonly megabytes: number;
  /** Whether the server closed it, so that nothing waits for it. */
  readonly isClosed: boolean;
}

const channel = 'content:flood';
const text = 'x'.repeat(64 * 1024);
const most = 1_000;

/** Has a client stop reading, and publishes to it until the server lets it go. */
export async function stallReader(clients: BareClients, api: PushApi): Promise<StallFound> {
  const reader = await BareClient.open(clients, channel);
  reader.stall();
  try {
    let sent = 0;
    // Whatever the two kernels hold comes on top of what the server lets wait.
    while (sent < most && (await api.listeners(channel)) > 0) {
      await api.publish(channel, { text });
      sent++;
    }
    return { megabytes: Math.round((sent * text.length) / 1024 / 1024), isClosed: sent < most };
  } finally {
    reader.leave();
    await api.forget(channel);
  }
}
