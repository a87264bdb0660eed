import { css } from 'lit';

/** What all screens of the chat share: colours, type and spacing, each to be set by the page that holds them. */
export const tokens = css`
  :host {
    --_accent: var(--chat-accent, var(--color--primary-40, #0d63c9));
    --_link: var(--chat-link, light-dark(#0b57b3, #8ab8ff));
    --_on-accent: var(--chat-on-accent, #fff);
    --_surface: var(--chat-surface, light-dark(#fff, #17191d));
    --_raised: var(--chat-raised, light-dark(#f3f5f8, #202328));
    --_text: var(--chat-text, light-dark(#1b1d21, #e8eaee));
    --_quiet: var(--chat-quiet, light-dark(#5a6270, #a3abb8));
    --_line: var(--chat-line, light-dark(#dde2e9, #343941));
    --_mark: var(--chat-mark, light-dark(#fff4d6, #3c331a));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff8a80));
    --_good: var(--chat-good, light-dark(#1c7c3c, #6fd58f));
    --_radius: var(--chat-radius, 0.6rem);
    --_gap: var(--chat-gap, 0.75rem);
    --_font: var(--chat-font, inherit);
    box-sizing: border-box;
    color: var(--_text);
    color-scheme: inherit;
    font: var(--_font);
    /* A font of the page may have some emojis in black and white. */
    font-variant-emoji: unicode;
    line-height: 1.45;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h2,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: var(--_radius);
    padding: 0.35em 0.6em;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  /* Text goes its own way, but stands where the page's does. */
  [dir='auto'] {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  time {
    unicode-bidi: plaintext;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 85%, black);
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    inline-size: 1.2em;
    block-size: 1.2em;
    vertical-align: -0.22em;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [data-icon='more'] {
    stroke-width: 3.2;
  }
  :is([data-icon='reply'], [data-icon='chat']):dir(rtl) {
    scale: -1 1;
  }
  .badge {
    display: inline-block;
    min-inline-size: 1.6em;
    padding: 0 0.45em;
    border-radius: 1em;
    background: var(--_raised);
    color: var(--_text);
    border: 1px solid var(--_line);
    font-size: 0.78em;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .badge.strong {
    background: var(--_accent);
    color: var(--_on-accent);
    border-color: transparent;
    font-weight: 600;
  }
  .danger {
    color: var(--_danger);
  }
  /* What lies over the rest: menus, lists of suggestions, dialogs. */
  .floating {
    padding: 0.4em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 0.4em 1.4em #0004;
  }
  .floating:not(dialog) {
    position: absolute;
    display: grid;
  }
  input:not([type='checkbox'], [type='file']),
  select {
    inline-size: 100%;
    padding: 0.4em 0.6em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font: inherit;
    color: var(--_text);
    background: var(--_surface);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** What a line of talk may hold. */
export const prose = css`
  .text p + p,
  .text * + :is(pre, ul, ol, blockquote) {
    margin-block-start: 0.4em;
  }
  .text :is(ul, ol) {
    padding-inline-start: 1.4em;
    list-style: revert;
  }
  /* Their marks stand where their text begins. */
  .text :is(ul, ol, blockquote) {
    text-align: start;
  }
  .text code {
    background: var(--_raised);
    border-radius: 0.3em;
    padding: 0.1em 0.3em;
    font-size: 0.92em;
  }
  .text pre {
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 0.6em 0.8em;
    overflow-x: auto;
    max-inline-size: 100%;
    direction: ltr;
    text-align: left;
  }
  .text pre code {
    background: none;
    padding: 0;
  }
  .text blockquote {
    margin: 0;
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_quiet);
  }
  .text a {
    color: var(--_link);
    overflow-wrap: anywhere;
  }
  .mention {
    color: var(--_link);
    font-weight: 600;
  }
`;
