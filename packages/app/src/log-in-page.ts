/** A path of this app: a browser takes `//host`, `/\host` and a tab between two slashes for another site. */
const OWN_PATH = /^\/(?![\s/\\])/;

/** Path of the page where browsers log in, which is told where they wanted to go: a path of the app, or else `/`. */
export function logInPath(page: string, wanted: string): string {
  const url = new URL(page, 'http://localhost');
  url.searchParams.set('destination', OWN_PATH.test(wanted) ? wanted : '/');
  return url.href.slice(url.origin.length);
}
