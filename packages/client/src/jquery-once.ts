/** What is read of jQuery. */
export interface JQuery {
  data(element: unknown, key: string, value?: unknown): unknown;
  readonly fn: { once?(this: Selected, id?: string): Selected };
}

interface Selected {
  filter(isWanted: (index: number, element: unknown) => boolean): Selected;
}

/** Gives jQuery its `once()` back, which left core with Drupal 10 and which classic scripts call. */
export function installOnce(jQuery: JQuery): void {
  jQuery.fn.once ??= function (id = 'once') {
    const key = `jquery-once-${id}`;
    return this.filter((_index, element) => {
      const isNew = jQuery.data(element, key) === undefined;
      jQuery.data(element, key, true);
      return isNew;
    });
  };
}
