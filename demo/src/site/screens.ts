import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { DemoError } from '../demo-error.ts';

/** A file that pages load. */
export interface Asset {
  readonly type: string;
  readonly content: string | Buffer;
}

const folder = join(import.meta.dirname, '../web');
const pages = ['page', 'frame'] as const;
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The screens: two pages of HTML, their bundled scripts, and styles. */
export class Screens {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly #html: ReadonlyMap<string, string>;

  private constructor(assets: ReadonlyMap<string, Asset>, html: ReadonlyMap<string, string>) {
    this.assets = assets;
    this.#html = html;
  }

  /**
   * Reads and bundles the sources, in memory.
   *
   * @throws DemoError `screens-missing` when a page or its script can't be built
   */
  static async build(): Promise<Screens> {
    const assets = new Map<string, Asset>();
    const html = new Map<string, string>();
    await Promise.all([
      ...pages.map(async (page) => {
        const [text, script] = await Promise.all([read(`${page}.html`), bundle(page)]);
        html.set(page, text);
        assets.set(`${page}.js`, { type: 'text/javascript; charset=utf-8', content: script });
      }),
      readFile(new URL(import.meta.resolve('@drupal-nodejs/chatroom/emojis.json'))).then((content) =>
        assets.set('emojis.json', { type: 'application/json', content }),
      ),
      ...(await readdir(folder)).map(async (name) => {
        const type = types[extname(name)];
        if (type !== undefined) assets.set(name, { type, content: await readFile(join(folder, name)) });
      }),
    ]);
    return new Screens(assets, html);
  }

  /** A page with Drupal's settings in it. */
  page(name: 'page' | 'frame', settings: object): string {
    return (this.#html.get(name) ?? '').replace(/"?\{\{settings\}\}"?/, () => scriptSafe(settings));
  }
}

/** JSON that can't end the script element it stands in, as Drupal writes its settings. */
function scriptSafe(value: object): string {
  const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[<>&'\u2028\u2029]/g, escaped);
}

async function read(name: string): Promise<string> {
  if (!existsSync(join(folder, name)))
    throw new DemoError('screens-missing', `demo/src/web/${name} is missing`);
  return readFile(join(folder, name), 'utf8');
}

async function bundle(page: string): Promise<string> {
  try {
    const build = await rolldown({
      input: join(folder, `${page}.ts`),
      platform: 'browser',
      resolve: { conditionNames: ['source', 'browser', 'import'] },
      logLevel: 'silent',
    });
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    await build.close();
    return output[0].code;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new DemoError('screens-missing', `demo/src/web/${page}.ts can't be bundled: ${reason}`, { cause });
  }
}
