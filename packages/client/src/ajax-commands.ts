import type { ClassicMessage } from './classic.ts';
import type { AjaxRunner, Drupal, PageSettings } from './drupal-page.ts';

/**
 * The AJAX commands that a message may run unless the site says otherwise.
 *
 * Without `invoke`, `redirect`, `settings`, `add_js` and their kin, which are as good as foreign script.
 */
export const safeCommands: readonly string[] = [
  'insert',
  'remove',
  'changed',
  'alert',
  'announce',
  'message',
  'css',
  'data',
  'restripe',
  'scrollTop',
  'viewsScrollTop',
];

/**
 * Builds what runs the AJAX commands of messages, as `Drupal.nodejs_ajax.runCommands()` did.
 *
 * One message's commands run after those of the message before it, however long scripts take to load.
 */
export function commandRunner(
  drupal: Pick<Drupal, 'ajax' | 'nodejs_ajax'>,
  settings: () => PageSettings | undefined,
): (message: ClassicMessage) => Promise<void> {
  let runner: AjaxRunner | undefined;
  const run = async (message: ClassicMessage) => {
    const { commands } = message;
    if (!Array.isArray(commands) || drupal.ajax === undefined) return;
    const allowed = new Set(settings()?.ajaxCommands ?? safeCommands);
    const given = commands.filter(
      (item): item is { readonly command: string } => typeof item?.command === 'string',
    );
    for (const { command } of given) {
      if (!allowed.has(command))
        console.error(`Drupal.nodejs_ajax: the site doesn’t allow the command ${command}`);
    }
    runner ??= drupal.ajax({ url: '', base: false, element: false, progress: false });
    // Those that another command brings for the behaviors of what it inserts are settings all the same.
    const strip = allowed.has('settings') ? {} : { settings: undefined };
    const runs = given.filter(({ command }) => allowed.has(command)).map((item) => ({ ...item, ...strip }));
    await runner.commandExecutionQueue([...(await assetsOf(message)), ...runs], 200);
  };

  // What the module nodejs_ajax fetches for this page comes from Drupal itself; without it content still shows.
  const assetsOf = async (message: ClassicMessage): Promise<readonly object[]> => {
    try {
      return (await drupal.nodejs_ajax?.assets?.(message)) ?? [];
    } catch (error) {
      console.error('Drupal.nodejs_ajax: scripts and styles are missing', error);
      return [];
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  return (message) => {
    const own = last.then(() => run(message));
    last = own.catch(() => undefined);
    return own;
  };
}
