import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { slugOf } from '../../../scripts/site/slug.js';

const staged = new URL('../../../.site/', import.meta.url);
const { groups } = JSON.parse(readFileSync(new URL('contents.json', staged), 'utf8'));

export default defineConfig({
  title: 'Node.js Integration for Drupal',
  description: 'Live pages, chat and Node apps for a Drupal site.',
  // Where the site lies on its host: SITE_BASE=/nodejs/ npm run site.
  base: process.env.SITE_BASE ?? '/',
  srcDir: '../../.site/pages',
  outDir: '../../.site/dist',
  cacheDir: '../../.site/cache',
  cleanUrls: false,
  // scripts/site/anchors.ts follows them all when everything is there, anchors and files included.
  ignoreDeadLinks: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env.SITE_BASE ?? '/'}mark.svg` }]],
  markdown: {
    // Pages are read on code hosts too: the same anchors here and there, and nothing that only this site understands.
    anchor: { slugify: slugOf },
    html: false,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    languageAlias: { events: 'http' },
  },
  themeConfig: {
    logo: '/mark.svg',
    siteTitle: 'Node.js for Drupal',
    nav: groups.slice(0, 4).map(({ text, items }) => ({ text, link: items[0].link })),
    sidebar: groups,
    outline: [2, 3],
    search: { provider: 'local' },
    notFound: {
      title: 'There is no such page',
      quote: 'It may have moved: search for it, or begin at the start.',
      linkText: 'Start',
      linkLabel: 'to the start',
    },
    docFooter: { prev: 'Before', next: 'Next' },
    externalLinkIcon: true,
  },
  vite: {
    // The repository's own tsconfig is for another compiler, and pages hold no TypeScript.
    esbuild: { tsconfigRaw: '{}' },
    // Pictures follow the page's colours only as files of their own.
    build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 2_000 },
    logLevel: 'warn',
  },
});
