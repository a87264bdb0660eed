<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\Core\ConnectionToken;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\ServerRefused;
use Drupal\nodejs\Core\Settings;
use Symfony\Component\HttpFoundation\RequestStack;

/**
 * Tries every way between this site and its push server that PHP can try.
 */
final class ConnectionTest {

  use StringTranslationTrait;

  /**
   * The server's error for a call that it doesn't have.
   */
  private const NO_SUCH_CALL = 104;

  public function __construct(
    private readonly ServerApi $api,
    private readonly Settings $settings,
    private readonly RequestStack $requestStack,
  ) {}

  /**
   * Tries.
   *
   * @return array<string, \Drupal\nodejs\Leg>
   *   By name: server, token, backend, origin; server alone if it isn't there.
   */
  public function run(): array {
    try {
      $start = microtime(TRUE);
      $info = $this->api->call('info');
      $ms = (int) round((microtime(TRUE) - $start) * 1000);
    }
    catch (Failure $failure) {
      return ['server' => $this->away($failure)];
    }
    $node = is_array($info['nodes'][0] ?? NULL) ? $info['nodes'][0] : [];
    return [
      'server' => new Leg($this->serverTitle(), TRUE, $this->t('Version @version answers (@ms ms)', [
        '@version' => is_string($node['version'] ?? NULL) ? $node['version'] : '?',
        '@ms' => $ms,
      ])),
    ] + $this->checked();
  }

  /**
   * What the server thinks of this site.
   *
   * @return array<string, \Drupal\nodejs\Leg>
   *   Token, backend, origin.
   */
  private function checked(): array {
    $origin = $this->requestStack->getCurrentRequest()?->getSchemeAndHttpHost();
    try {
      $token = (new ConnectionToken('1', microtime(TRUE), time() + 60))->sign($this->settings->tokenKey());
      $found = $this->api->call('check', ['token' => $token, 'origin' => $origin ?? '', 'backend' => TRUE]);
    }
    catch (ServerRefused $refusal) {
      if ($refusal->getCode() !== self::NO_SUCH_CALL) {
        return ['token' => new Leg($this->tokenTitle(), NULL, $this->t('Unknown: @reason', ['@reason' => $refusal->getMessage()]))];
      }
      return ['token' => new Leg($this->tokenTitle(), NULL, $this->t('Unknown: this server is too old to be asked'))];
    }
    catch (InvalidSettings $problem) {
      return ['token' => new Leg($this->tokenTitle(), FALSE, $this->t('@reason', ['@reason' => $problem->getMessage()]), $this->t("Set \$settings['nodejs']['token_key'].", []))];
    }
    catch (Failure $failure) {
      return ['token' => new Leg($this->tokenTitle(), NULL, $this->t('No answer in time: @reason', ['@reason' => $failure->getMessage()]))];
    }
    return [
      'token' => $this->verdict($this->tokenTitle(), $found['token'] ?? NULL, $this->t("\$settings['nodejs']['token_key'] must be one of the keys in the server's auth.token.keys, with the same id. Until then no browser gets in. Clocks that differ by minutes have the same effect.")),
      'backend' => $this->verdict($this->t('Server to Drupal'), $found['backend'] ?? NULL, $this->t("backend.url must be an address at which the server reaches this site, and \$settings['nodejs']['backend_key'] one of its backend.keys. Without it the server doesn't fetch what it missed, and no token is taken while it can't.")),
      'origin' => $this->verdict($this->t('Origin of pages'), $found['origin'] ?? NULL, $this->t('The server\'s origins must list @origin.', ['@origin' => $origin ?? '?'])),
      'anonymous' => new Leg($this->t('Visitors'), TRUE, ($found['anonymous'] ?? FALSE) === TRUE
        ? $this->t('They connect without asking this site')
        : $this->t('They ask this site for a token once a day: set auth.anonymous at the server to spare that')),
    ];
  }

  /**
   * The way to a server that isn't there.
   */
  private function away(Failure $failure): Leg {
    if ($failure instanceof InvalidSettings) {
      return new Leg($this->serverTitle(), FALSE, $this->t('The settings are incomplete: @reason', ['@reason' => $failure->getMessage()]));
    }
    if ($failure instanceof ServerRefused && $failure->status === 401) {
      return new Leg($this->serverTitle(), FALSE, $this->t('It refuses the API key'), $this->t("\$settings['nodejs']['api_key'] must be one of the secrets in the server's api.keys."));
    }
    return new Leg($this->serverTitle(), FALSE, $this->t('No answer'), $this->t('Drupal asked @url: @reason. Start the server with "drupal-nodejs serve", or correct the address.', [
      '@url' => $this->settings->apiUrl(),
      '@reason' => rtrim($failure->getMessage(), '.'),
    ]));
  }

  /**
   * What the server said of one thing.
   *
   * @param \Drupal\Core\StringTranslation\TranslatableMarkup $title
   *   From where to where.
   * @param mixed $found
   *   With ok and reason.
   * @param \Drupal\Core\StringTranslation\TranslatableMarkup $remedy
   *   What to do if it isn't.
   */
  private function verdict(TranslatableMarkup $title, mixed $found, TranslatableMarkup $remedy): Leg {
    $ok = is_array($found) ? ($found['ok'] ?? NULL) : NULL;
    if (!is_bool($ok)) {
      return new Leg($title, NULL, $this->t('Unknown'));
    }
    return $ok ? new Leg($title, TRUE, $this->t('Works')) : new Leg($title, FALSE, $this->t('Refused: @reason', ['@reason' => is_string($found['reason'] ?? NULL) ? $found['reason'] : '?']), $remedy);
  }

  /**
   * Names the first way.
   */
  private function serverTitle(): TranslatableMarkup {
    return $this->t('Drupal to server');
  }

  /**
   * Names the second way.
   */
  private function tokenTitle(): TranslatableMarkup {
    return $this->t('Tokens of users');
  }

}
