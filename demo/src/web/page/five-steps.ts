import type { TraceStep } from '../../site-event.ts';
import { svgElement } from '../element.ts';
import { duration, size } from '../figures.ts';
import type { ConnectionTrace, StepFigures } from './connection-trace.ts';

const actors = Object.freeze({
  browser: { x: 66, label: 'Browser' },
  server: { x: 246, label: 'Push server' },
  drupal: { x: 394, label: 'Drupal' },
});
type Actor = keyof typeof actors;

interface Step {
  readonly name: TraceStep;
  readonly label: string;
  readonly from: Actor;
  readonly to: Actor;
  readonly y: number;
}

const steps: readonly Step[] = [
  { name: 'page', label: 'page with token', from: 'drupal', to: 'browser', y: 82 },
  { name: 'connect', label: 'connect', from: 'browser', to: 'server', y: 138 },
  { name: 'asked', label: 'asked once', from: 'server', to: 'drupal', y: 194 },
  { name: 'channels', label: 'channels', from: 'drupal', to: 'server', y: 250 },
  { name: 'ok', label: 'OK', from: 'server', to: 'browser', y: 358 },
];
const memoryY = 300;
const height = 392;

/** The order in which the steps of a connection are told. */
export const stepOrder: readonly TraceStep[] = ['page', 'connect', 'asked', 'channels', 'remembered', 'ok'];

interface DrawnStep {
  readonly group: SVGGElement;
  readonly figure: SVGTextElement;
  readonly label: string;
}

/** The classic five steps as a sequence diagram, whose arrows light up with what they cost. */
export class FiveSteps {
  readonly root: SVGSVGElement;
  readonly #drawn = new Map<TraceStep, DrawnStep>();

  constructor() {
    this.root = svgElement(
      'svg',
      {
        class: 'diagram',
        viewBox: `0 0 460 ${height}`,
        role: 'list',
        'aria-label': 'The five steps from a page to its live connection',
      },
      ...Object.values(actors).map(({ x, label }) => lifeline(x, label)),
    );
    for (const [index, step] of steps.entries()) {
      // It stands in place of steps 3 and 4, so it is read before the last one.
      if (step.name === 'ok') this.#memory();
      this.#arrow(step, index + 1);
    }
  }

  /** Draws the first `shown` steps of a connection; a remembered one lights only that. */
  draw(trace: ConnectionTrace | undefined, shown: number): void {
    const known = stepOrder.filter((name) => trace?.steps.has(name));
    const isRemembered = known.includes('remembered');
    for (const [name, drawn] of this.#drawn) {
      const place = known.indexOf(name);
      const figures = place >= 0 && place < shown ? trace?.steps.get(name) : undefined;
      light(drawn, figures, isRemembered && name !== 'remembered');
    }
  }

  #arrow({ name, label, from, to, y }: Step, number: number): void {
    const start = actors[from].x;
    const end = actors[to].x;
    const direction = Math.sign(end - start);
    // The long first arrow crosses the server's line: its words stand beside it.
    const middle =
      (name === 'page' ? (actors.browser.x + actors.server.x) / 2 : (start + end) / 2) + direction * 8;
    const figure = svgElement('text', {
      class: 'figure',
      x: middle,
      y: y + 18,
      'text-anchor': 'middle',
      'aria-hidden': 'true',
    });
    const group = svgElement(
      'g',
      { class: 'step', role: 'listitem', 'data-step': name, 'aria-label': `${number}, ${label}: not yet` },
      svgElement('line', { class: 'arrow', x1: start, y1: y, x2: end - direction * 9, y2: y }),
      svgElement('path', { class: 'tip', d: `M${end} ${y}l${-direction * 10} -5v10z` }),
      svgElement(
        'g',
        { class: 'number', 'aria-hidden': 'true' },
        svgElement('circle', { cx: start, cy: y, r: 11 }),
        svgElement('text', { x: start, y: y + 4.5 }, String(number)),
      ),
      svgElement(
        'text',
        { class: 'label', x: middle, y: y - 8, 'text-anchor': 'middle', 'aria-hidden': 'true' },
        label,
      ),
      figure,
    );
    this.root.append(group);
    this.#drawn.set(name, { group, figure, label: `${number}, ${label}` });
  }

  #memory(): void {
    const { x } = actors.server;
    const figure = svgElement('text', {
      class: 'figure',
      x,
      y: memoryY + 33,
      'text-anchor': 'middle',
      'aria-hidden': 'true',
    });
    const group = svgElement(
      'g',
      { class: 'memory', role: 'listitem', 'data-step': 'remembered', 'aria-label': 'remembered: not yet' },
      svgElement('rect', { x: x - 62, y: memoryY - 18, width: 124, height: 28, rx: 14 }),
      svgElement('text', { x, y: memoryY + 1, 'aria-hidden': 'true' }, 'remembered'),
      figure,
    );
    this.root.append(group);
    this.#drawn.set('remembered', { group, figure, label: 'remembered' });
  }
}

function lifeline(x: number, label: string): SVGGElement {
  return svgElement(
    'g',
    { class: 'actor', role: 'presentation' },
    svgElement('line', { class: 'life', x1: x, y1: 36, x2: x, y2: height }),
    svgElement('rect', { x: x - 58, y: 4, width: 116, height: 32, rx: 8 }),
    svgElement('text', { x, y: 25, 'aria-hidden': 'true' }, label),
  );
}

function light(
  { group, figure, label }: DrawnStep,
  figures: StepFigures | undefined,
  isPassed: boolean,
): void {
  const words = figures === undefined ? '' : costs(figures);
  const isLit = figures !== undefined && !isPassed;
  if (isLit && group.dataset.ms === undefined) group.classList.add('just-lit');
  if (!isLit) group.classList.remove('just-lit');
  group.classList.toggle('passed', figures !== undefined && isPassed);
  if (isLit) group.dataset.ms = String(figures.ms);
  else delete group.dataset.ms;
  figure.textContent = words;
  group.setAttribute('aria-label', `${label}: ${words === '' ? 'not in this connection' : words}`);
}

function costs({ ms, bytes }: StepFigures): string {
  return bytes > 0 ? `${duration(ms)} · ${size(bytes)}` : duration(ms);
}
