/** Hours and minutes, as the reader's language writes them. */
export function clockOf(at: number): string {
  return format('clock', { timeStyle: 'short' }).format(at);
}

/** A day; the two nearest by their names. */
export function dayOf(at: number, now = Date.now()): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    const near = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day');
    return near.charAt(0).toLocaleUpperCase(language()) + near.slice(1);
  }
  return format('day', { dateStyle: 'full' }).format(at);
}

/** Day and time in full. */
export function fullTimeOf(at: number): string {
  return format('full', { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** Making a format costs a thousand times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(what: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${what} ${language()}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language(), options);
  formats.set(key, known);
  return known;
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function language(): string | undefined {
  return document.documentElement.lang || undefined;
}
