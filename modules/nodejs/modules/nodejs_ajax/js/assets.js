/**
 * @file
 * Fetches the scripts and styles that pushed commands need and this page lacks.
 */

((Drupal, drupalSettings) => {
  const fetched = new Set();

  /** Gives the commands that load what a message's commands need; none twice. */
  async function assets({ assets: ticket }) {
    if (!ticket || fetched.has(ticket.signature)) return [];
    const state = Object.entries(drupalSettings.ajaxPageState ?? {});
    const response = await fetch(drupalSettings.nodejs.ajaxAssets, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({
        assets: ticket.assets,
        signature: ticket.signature,
        _drupal_ajax: '1',
        ...Object.fromEntries(state.map(([name, value]) => [`ajax_page_state[${name}]`, value ?? ''])),
      }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    fetched.add(ticket.signature);
    return response.json();
  }

  Drupal.nodejs_ajax.assets = assets;
})(Drupal, drupalSettings);
