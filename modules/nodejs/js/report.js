/**
 * @file
 * Keeps the report page as it is now: a hint comes, the page's part is fetched.
 */

((Drupal, drupalSettings) => {
  const pause = 1000;
  const region = () => document.getElementById('nodejs-report');
  let isDue = false;

  async function refresh() {
    isDue = false;
    const old = region();
    // Nothing is taken from under somebody's hands, nor fetched for nobody.
    if (!old || document.hidden || old.contains(document.activeElement)) return;
    const response = await fetch(window.location.href, { cache: 'no-store' });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.getElementById('nodejs-report');
    if (!fresh) return;
    Drupal.detachBehaviors(old, drupalSettings, 'unload');
    old.replaceWith(document.adoptNode(fresh));
    Drupal.attachBehaviors(fresh, drupalSettings);
  }

  const refreshSoon = () => {
    if (isDue) return;
    isDue = true;
    setTimeout(refresh, pause);
  };

  Drupal.nodejs.on('nodejs_report', { publication: refreshSoon, stateLost: refreshSoon });
  document.addEventListener('visibilitychange', refreshSoon);
  document.addEventListener('focusout', refreshSoon);
})(Drupal, drupalSettings);
