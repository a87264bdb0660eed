import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The demo's own PHP: what Drupal would be around the module. */
export const halfFolder: string = join(import.meta.dirname, 'half');

/** The Drupal module, whose framework-free part answers. */
export const moduleFolder: string = fileURLToPath(new URL('../../../modules/nodejs', import.meta.url));
