import { html, type TemplateResult } from 'lit-html';
import type { ChannelRow } from '../rows.ts';
import { count } from './format.ts';
import { type Column, type TableParts, table } from './table.ts';

export interface ChannelParts extends Pick<TableParts<ChannelRow>, 'query' | 'page' | 'problem' | 'change'> {
  /** Takes a channel to the message tester. */
  readonly test: (channel: string) => void;
}

/** Channels that have listeners. */
export function channelTable(parts: ChannelParts): TemplateResult {
  const columns: readonly Column<ChannelRow>[] = [
    { key: 'channel', name: 'Channel', cell: ({ channel }) => html`<code>${channel}</code>` },
    { key: 'listeners', name: 'Listeners', isNumber: true, cell: ({ listeners }) => count(listeners) },
  ];
  return table<ChannelRow>({
    ...parts,
    name: 'Channels',
    what: ['channel', 'channels'],
    columns,
    actions: ({ channel }) =>
      html`<button type="button" @click=${() => parts.test(channel)}>
        Message<span class="hidden"> to ${channel}</span>
      </button>`,
  });
}
