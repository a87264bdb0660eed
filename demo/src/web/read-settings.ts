import type { FrameSettings, PageSettings } from './settings.ts';

/** Reads `drupalSettings` out of the page, where Drupal puts them. */
export function readSettings<Settings extends FrameSettings | PageSettings>(): Settings {
  const source = document.querySelector('script[data-drupal-selector="drupal-settings-json"]');
  return JSON.parse(source?.textContent ?? '{}') as Settings;
}
