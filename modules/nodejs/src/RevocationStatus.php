<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\Settings;

/**
 * Tells the status report how long rights outlive their end on this site.
 */
final class RevocationStatus {

  use StringTranslationTrait;

  public function __construct(
    private readonly RevocationTable $table,
    private readonly Settings $settings,
  ) {}

  /**
   * The report's rows.
   *
   * @return array<string, array<string, mixed>>
   *   By name.
   */
  public function rows(): array {
    $undelivered = $this->table->countUndelivered();
    $row = [
      'title' => $this->t('Node.js integration: end of rights'),
      'value' => $undelivered === 0
        ? $this->t('Within a quarter of a second')
        : $this->formatPlural($undelivered, "Within five minutes: 1 revocation isn't known to the server yet", "Within five minutes: @count revocations aren't known to the server yet"),
      'severity' => Severity::of($undelivered === 0 ? 'OK' : 'Warning'),
    ];
    $description = $this->t('Who logs out, is blocked or loses a role stops receiving before the page says so, while the push server answers; else when it is back.');
    if (!$this->serverMayAsk()) {
      $description = $this->t("\$settings['nodejs']['backend_key'] is missing: a push server that was away can't ask what it missed, and rights may last until cron tells it, or until tokens expire after five minutes.");
    }
    return ['nodejs_revocation' => $row + ['description' => $description]];
  }

  /**
   * Whether the server can prove itself to this site.
   */
  private function serverMayAsk(): bool {
    try {
      $this->settings->backendKey();
      return TRUE;
    }
    catch (InvalidSettings) {
      return FALSE;
    }
  }

}
