/** Turns the page around for `?dir=rtl`, before anything is drawn. */
export function applyDirection(): void {
  if (isRightToLeft()) document.documentElement.dir = 'rtl';
}

/** The query that carries the direction into frames and tabs: "dir=rtl" or "". */
export function directionQuery(): string {
  return isRightToLeft() ? 'dir=rtl' : '';
}

function isRightToLeft(): boolean {
  return new URLSearchParams(location.search).get('dir') === 'rtl';
}
