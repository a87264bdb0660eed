export type { ChannelRow, ConnectionRow, TablePage, TableQuery, UserRow } from './rows.ts';

/** A file of the admin page. */
export interface PageFile {
  readonly type: string;
  readonly url: URL;
}

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'admin.js': 'text/javascript; charset=utf-8',
  'admin.css': 'text/css; charset=utf-8',
  'codes.html': 'text/html; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The files of the admin page, by name: what `@drupal-nodejs/server` serves at `/admin/`. */
export const pageFiles: ReadonlyMap<string, PageFile> = new Map(
  Object.entries(types).map(([name, type]) => [
    name,
    { type, url: new URL(`../page/${name}`, import.meta.url) },
  ]),
);
