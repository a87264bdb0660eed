import type { Line } from '../shared/line.ts';

/** What a line says, on one line; its paragraphs and items stay apart. Where it brings only files, their names. */
export function plainTextOf({ html, files = [] }: Line): string {
  const apart = html.replace(/<(?:p|br|li|pre|blockquote)\b/g, ' $&');
  const { body } = new DOMParser().parseFromString(apart, 'text/html');
  const text = (body.textContent ?? '').replace(/\s+/g, ' ').trim();
  return text || files.map(({ name }) => name).join(', ');
}
