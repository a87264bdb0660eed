import { css } from 'lit';

/** A conversation: its rows, what is on its way. */
export const conversationStyles = css`
  .replies {
    color: var(--_link);
    font-size: 0.88em;
    padding: 0.15em 0.4em;
  }
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    position: relative;
    min-block-size: 0;
  }
  .scroller {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: var(--_gap);
    scrollbar-gutter: stable;
  }
  .lines {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-block-size: 100%;
  }
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: var(--_gap);
    margin-block: 0.8em 0.4em;
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .day::before,
  .day::after,
  .new::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .new {
    color: var(--_danger);
    font-weight: 600;
  }
  .new::before {
    border-color: currentColor;
  }
  .group {
    display: grid;
    grid-template-columns: 2.4em minmax(0, 1fr);
    column-gap: 0.7em;
    padding-block: 0.35em;
    /* Alone, so that a line that comes has none of the others laid out or painted again. */
    contain: layout style;
  }
  .group:is(:hover, :focus-within, :has(.open)) {
    /* Its menu hangs out, over the next ones. */
    contain: none;
  }
  .face {
    inline-size: 2.4em;
    block-size: 2.4em;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: hsl(var(--hue) 55% 42%);
    color: #fff;
    font-weight: 600;
    font-size: 0.9em;
    user-select: none;
  }
  .head {
    display: flex;
    gap: 0.6em;
    align-items: baseline;
  }
  .name {
    font-weight: 650;
  }
  .line.mine-mentioned {
    background: var(--_mark);
  }
  .line.target {
    animation: target 2.5s;
  }
  @keyframes target {
    from {
      background: color-mix(in srgb, var(--_accent) 30%, transparent);
    }
  }
  .line.me .text {
    font-style: italic;
  }
  .gone {
    color: var(--_quiet);
    font-style: italic;
  }
  .answered {
    display: flex;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0 0.5em;
    border-inline-start: 3px solid var(--_line);
    border-radius: 0;
    color: var(--_quiet);
    font-size: 0.88em;
    text-align: start;
  }
  .answered span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pending {
    opacity: 0.75;
  }
  .pending .state {
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .refused {
    opacity: 1;
    border-inline-start: 3px solid var(--_danger);
  }
  .refused .state {
    color: var(--_danger);
  }
  .note {
    margin: auto;
    padding: 2em 1em;
    color: var(--_quiet);
    text-align: center;
  }
  .jump {
    position: absolute;
    inset-block-end: 0.8em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    box-shadow: 0 0.2em 0.8em #0004;
  }
`;
