import { svgElement } from './element.ts';

// Drawn on a 20 by 20 grid with a round 1.6 stroke.
const paths = Object.freeze({
  newTab: 'M8 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-3M11.5 4H16v4.5M16 4l-7 7',
  leave: 'M8 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3M12.5 6.5 16 10l-3.5 3.5M16 10H8',
  send: 'M10 16V4.5M5 9l5-5 5 5',
  down: 'M10 4v11.5M5 11l5 5 5-5',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  plus: 'M10 4.5v11M4.5 10h11',
  copy: 'M7 7V4.5a1 1 0 0 1 1-1h7.5a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H13M4.5 7H12a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  play: 'M6.5 4.5v11l9-5.5z',
  plug: 'M7 3.5V7M13 3.5V7M5 7h10v2.5a5 5 0 0 1-10 0zM10 14.5V17',
  skull:
    'M10 3a6.5 6.5 0 0 0-4 11.6V16a1 1 0 0 0 1 1h6a1 1 0 0 0 1-1v-1.4A6.5 6.5 0 0 0 10 3zM7.5 9.5v.6M12.5 9.5v.6M10 14.5V17',
  badge: 'M10 3.5l6 2.2v4.1c0 3.4-2.5 5.8-6 7-3.5-1.2-6-3.6-6-7V5.7zM7.5 10h5',
  restart: 'M15.5 7A6.5 6.5 0 1 0 16.5 10.5M15.8 3.5V7.2h-3.7',
  pencil: 'M4 16l.8-3.2L13 4.6l2.4 2.4-8.2 8.2zM11.5 6l2.4 2.4',
  pause: 'M7 4.5v11M13 4.5v11',
  up: 'M10 16V5M5.5 9.5 10 5l4.5 4.5M4.5 3h11',
  cloud: 'M6 15.5a3.5 3.5 0 0 1-.4-7 4.6 4.6 0 0 1 8.8.6 3.2 3.2 0 0 1-.4 6.4zM4.5 4.5l11 12',
  crowd:
    'M7 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM13.5 9.5a2 2 0 1 0 0-4M3 16c0-2.5 1.6-4 4-4s4 1.5 4 4M13.5 12c2 0 3.5 1.3 3.5 4',
  bell: 'M5.5 14h9l-1.2-2V9a3.3 3.3 0 0 0-6.6 0v3zM8.8 16.3h2.4',
});

export type IconName = keyof typeof paths;

/** A small line drawing that screen readers skip; its button carries the words. */
export function icon(name: IconName): SVGSVGElement {
  return svgElement(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    svgElement('path', { d: paths[name] }),
  );
}
