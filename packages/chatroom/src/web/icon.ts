import { html, type TemplateResult } from 'lit';

/** Lines in a square of 24. */
const paths = {
  attach: 'M20 11l-8.4 8.4a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4L14.5 7',
  chat: 'M4 5h16v11h-9l-5 4v-4H4z',
  close: 'M6 6l12 12M18 6L6 18',
  emoji: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M8 14a5 5 0 0 0 8 0M9 9v.5M15 9v.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  people:
    'M2 20v-1a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5v1M5 7.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.3a5 5 0 0 1 4 4.7v1',
  pins: 'M12 15v6M8 3h8M9 3v6l-3 3v3h12v-3l-3-3V3',
  reply: 'M9 6l-5 5l5 5M4 11h10a6 6 0 0 1 6 6v1',
  roomMenu: 'M4 7h8M18 7h2M12 7a3 3 0 1 0 6 0a3 3 0 1 0-6 0M4 17h2M12 17h8M6 17a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  rooms: 'M4 6h16M4 12h16M4 18h16',
  search: 'M16 16l5 5M3 10.5a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0',
} as const;

/** A picture in the colour of the text. Words beside it, or on its button, say what it shows. */
export function icon(name: keyof typeof paths): TemplateResult {
  return html`<svg class="icon" data-icon=${name} viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`;
}
