/** What a line's markup says, on one line; its paragraphs and items stay apart. */
export function plainTextOf(markup: string): string {
  const apart = markup.replace(/<(?:p|br|li|pre|blockquote)\b/g, ' $&');
  const { body } = new DOMParser().parseFromString(apart, 'text/html');
  return (body.textContent ?? '').replace(/\s+/g, ' ').trim();
}
