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

/** Builds what runs the AJAX commands of messages, as `Drupal.nodejs_ajax.runCommands()` did. */
export function commandRunner(
  drupal: Pick<Drupal, 'ajax'>,
  settings: () => PageSettings | undefined,
): (message: ClassicMessage) => Promise<void> {
  let runner: AjaxRunner | undefined;
  return async ({ commands }) => {
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
    await runner.commandExecutionQueue(
      given.filter(({ command }) => allowed.has(command)),
      200,
    );
  };
}
