import { css } from 'lit';

/** A line, its reactions, and the tools over it. */
export const lineStyles = css`
  .line {
    border-radius: 0.4em;
    margin-inline: -0.4em;
    padding: 0.08em 0.4em;
    overflow-wrap: anywhere;
  }
  .line:is(:hover, :focus-within, :has(.open)) {
    /* Of its tools; for all lines of a page the browser would keep a layer each. */
    position: relative;
  }
  .line:hover,
  .line:focus-within {
    background: color-mix(in srgb, var(--_text) 4%, transparent);
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em;
    margin-block-start: 0.2em;
  }
  .reactions button {
    border: 1px solid var(--_line);
    background: var(--_raised);
    border-radius: 1em;
    padding: 0 0.55em;
    font-size: 0.88em;
    font-variant-numeric: tabular-nums;
  }
  .reactions button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
  }
  .tools {
    position: absolute;
    inset-block-start: -1.1em;
    inset-inline-end: 0.4em;
    /* Not even the Tab key comes to those of a line that nobody is at, and a page of hundreds has none to lay out. */
    display: none;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    z-index: 1;
  }
  .line:hover .tools,
  .line:focus-within .tools,
  .tools.open {
    display: flex;
  }
  .tools button {
    padding: 0.15em 0.5em;
    font-size: 0.9em;
  }
  .menu {
    inset-block-start: 100%;
    inset-inline-end: 0;
    min-inline-size: 11em;
    max-block-size: var(--room);
    overflow-y: auto;
    z-index: 2;
  }
  .up .menu {
    inset-block: auto 100%;
  }
  .menu button {
    text-align: start;
    padding: 0.35em 0.6em;
  }
  .emojis {
    display: grid;
    grid-template-columns: repeat(6, auto);
  }
`;
