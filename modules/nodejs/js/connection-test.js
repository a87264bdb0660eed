/**
 * @file
 * Tries the browser's way to the push server, for the settings form.
 */

((Drupal, drupalSettings, once) => {
  const patience = 10000;

  Drupal.behaviors.nodejsConnectionTest = {
    attach(context) {
      once('nodejs-test', '[data-nodejs-test]', context).forEach((row) => {
        const show = (kind, value, remedy = '') => {
          row.classList.remove('color-warning', 'color-success', 'color-error');
          row.classList.add(`color-${kind}`);
          row.querySelector('.nodejs-test__value').textContent = value;
          row.querySelector('.nodejs-test__remedy').textContent = remedy;
        };
        const start = performance.now();
        let last = '';
        let isDone = false;
        const end = (...result) => {
          if (isDone) return;
          isDone = true;
          show(...result);
        };
        Drupal.nodejs.onState(({ state, reason, code, final }) => {
          if (state === 'live') {
            const ms = Math.round(performance.now() - start);
            end('success', Drupal.t('This browser is connected (@ms ms)', { '@ms': ms }));
          } else if (code || reason) {
            last = `${reason || ''}${code ? ` (${code})` : ''}`;
            if (final) {
              end(
                'error',
                Drupal.t('Refused: @reason', { '@reason': last }),
                Drupal.t('The server is there, but doesn’t take this page: see the rows above.'),
              );
            }
          }
        });
        // A token of before would say nothing about today's key.
        if (Drupal.nodejs.state === 'offline') {
          localStorage.removeItem(`nodejs:${drupalSettings.nodejs.site}:token`);
        }
        Drupal.nodejs.connect();
        setTimeout(
          () =>
            end(
              'error',
              Drupal.t('No connection: @reason', { '@reason': last }),
              Drupal.t(
                'Does the web server pass the address for browsers on to the push server, with WebSocket upgrades? Does the server’s publicPath fit it?',
              ),
            ),
          patience,
        );
      });
    },
  };
})(Drupal, drupalSettings, once);
