/** Now in whole seconds, as Drupal's tables have their times. */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
