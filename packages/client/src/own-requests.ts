import { originHeaders } from './origin.ts';

/** What sends a page's requests. */
export interface Requesting {
  fetch: typeof fetch;
  readonly location: { readonly origin: string; readonly href: string };
  readonly XMLHttpRequest?: {
    readonly prototype: {
      open(method: string, url: string | URL, ...rest: unknown[]): void;
      setRequestHeader(name: string, value: string): void;
    };
  };
}

/**
 * Marks the requests that may change something at the site as this page's own.
 *
 * One place for fetch, and one for all that uses XMLHttpRequest: Drupal.Ajax, jQuery, htmx. What goes to other
 * hosts, and what only reads, stays as it is.
 */
export function markOwnRequests(page: Requesting): void {
  const isMarked = (method: string, url: string | URL) =>
    !/^(GET|HEAD)$/i.test(method) && new URL(url, page.location.href).origin === page.location.origin;

  const { fetch } = page;
  page.fetch = (input, init) => {
    const request = input instanceof Request ? input : undefined;
    if (!isMarked(init?.method ?? request?.method ?? 'GET', request?.url ?? (input as string | URL))) {
      return fetch(input, init);
    }
    const headers = new Headers(init?.headers ?? request?.headers);
    for (const [name, value] of Object.entries(originHeaders())) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };

  const xhr = page.XMLHttpRequest?.prototype;
  if (xhr === undefined) return;
  const { open } = xhr;
  xhr.open = function (method, url, ...rest) {
    open.call(this, method, url, ...rest);
    if (!isMarked(method, url)) return;
    for (const [name, value] of Object.entries(originHeaders())) this.setRequestHeader(name, value);
  };
}
