/** Something that happens in a {@link Sequence}, from the top to the bottom. */
export type Step =
  /** A message from one part to another; `live` is what is pushed, `lost` never arrives. */
  | { readonly from: string; readonly to: string; readonly says: string; readonly kind?: 'live' | 'lost' }
  /** What a part does by itself, or what holds for all. */
  | { readonly at: string | undefined; readonly says: string };

/** Who says what to whom, in order. */
export interface Sequence {
  readonly title: string;
  /** The same in sentences, for who doesn't see the picture. */
  readonly description: string;
  readonly parts: readonly string[];
  readonly steps: readonly Step[];
}

const column = 190;
const edge = 8;
const head = 58;
const row = 46;

/** Draws it as SVG that follows the reader's light or dark. */
export function drawSequence({ title, description, parts, steps }: Sequence): string {
  const width = parts.length * column + 2 * edge;
  const height = head + steps.length * row + 40;
  const x = (part: string): number => {
    const index = parts.indexOf(part);
    if (index < 0) throw new TypeError(`${title}: expected one of ${parts.join(', ')}, got ${part}`);
    return edge + (index + 0.5) * column;
  };
  const y = (step: number): number => head + (step + 0.75) * row;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14">
  <title id="t">${markup(title)}</title>
  <desc id="d">${markup(description)}</desc>
  <style>
    .box { fill: #fff; stroke: #0678be }
    .head { fill: #1f2328; font-weight: 600; text-anchor: middle }
    .word { fill: #1f2328; text-anchor: middle; font-size: 13px }
    .soft { fill: #59636e; text-anchor: middle; font-size: 13px; font-style: italic }
    .life { stroke: #8c959f; stroke-dasharray: 3 5 }
    .line { fill: none; stroke: #59636e; stroke-width: 1.5; marker-end: url(#tip) }
    .live { stroke: #0678be; stroke-width: 2.5 }
    .lost { stroke: #b3261e; stroke-dasharray: 6 4; marker-end: none }
    .cross { stroke: #b3261e; stroke-width: 2.5 }
    .note { fill: #f0f3f6; stroke: #d0d7de }
    #tip path { fill: context-stroke }
    @media (prefers-color-scheme: dark) {
      .box { fill: #0d1117; stroke: #4aa8e0 }
      .word, .head { fill: #f0f6fc }
      .soft { fill: #b1bac4 }
      .life { stroke: #656c76 }
      .line { stroke: #9198a1 }
      .live { stroke: #4aa8e0 }
      .lost, .cross { stroke: #ff8078 }
      .note { fill: #1c242e; stroke: #3d444d }
    }
  </style>
  <defs>
    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
  </defs>
${parts.map((part) => drawPart(part, x(part), height)).join('\n')}
${steps.map((step, index) => drawStep(step, x, y(index), width)).join('\n')}
</svg>
`;
}

function drawPart(name: string, x: number, height: number): string {
  return `  <path class="life" d="M${x} ${head - 8}V${height - 12}"/>
  <rect class="box" x="${x - 90}" y="12" width="180" height="36" rx="8"/><text class="head" x="${x}" y="35">${markup(name)}</text>`;
}

function drawStep(step: Step, x: (part: string) => number, y: number, width: number): string {
  if (!('from' in step)) {
    const reach = step.says.length * 6.6 + 24;
    const middle = step.at === undefined ? width / 2 : x(step.at);
    // A note of an outer part must stay on the paper.
    const left = Math.min(Math.max(middle - reach / 2, 6), width - reach - 6);
    return `  <rect class="note" x="${round(left)}" y="${y - 17}" width="${round(reach)}" height="27" rx="13"/><text class="soft" x="${round(left + reach / 2)}" y="${y + 1}">${markup(step.says)}</text>`;
  }
  const [from, to] = [x(step.from), x(step.to)];
  const way = Math.sign(to - from);
  const middle = (from + to) / 2;
  const words = `<text class="word" x="${middle}" y="${y - 8}">${markup(step.says)}</text>`;
  if (step.kind === 'lost') {
    return `  <path class="line lost" d="M${from} ${y}H${middle}"/><path class="cross" d="m${middle - 6} ${y - 6} 12 12m0-12-12 12"/><text class="word" x="${(from + middle) / 2}" y="${y - 8}">${markup(step.says)}</text>`;
  }
  return `  <path class="line${step.kind === 'live' ? ' live' : ''}" d="M${from + way * 2} ${y}H${to - way * 2}"/>${words}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function markup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
