/** The one language of sites that this package installs. */
export const LANGCODE = 'en';
