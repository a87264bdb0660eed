<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax;

use Drupal\Component\Utility\Crypt;
use Drupal\Core\Asset\AttachedAssetsInterface;
use Drupal\Core\PrivateKey;
use Drupal\Core\Site\Settings;

/**
 * Names scripts, styles and settings that pushed commands need.
 *
 * A message can't bring them: each page has others already. So it brings their
 * names, signed, for which the page fetches what it lacks.
 */
final class AssetsTicket {

  public function __construct(
    private readonly PrivateKey $privateKey,
  ) {}

  /**
   * Names assets.
   *
   * @return array{assets: string, signature: string}|null
   *   For the browser; NULL when nothing is needed.
   */
  public function issue(AttachedAssetsInterface $assets): ?array {
    if ($assets->getLibraries() === [] && $assets->getSettings() === []) {
      return NULL;
    }
    $text = (string) json_encode(['library' => array_values($assets->getLibraries()), 'drupalSettings' => (object) $assets->getSettings()], JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
    return ['assets' => $text, 'signature' => $this->sign($text)];
  }

  /**
   * The assets of a ticket.
   *
   * @return array{library: list<string>, drupalSettings: array<string, mixed>}|null
   *   As in a render array's #attached; NULL when this site didn't sign it.
   */
  public function redeem(string $text, string $signature): ?array {
    return hash_equals($this->sign($text), $signature) ? json_decode($text, TRUE, 64, JSON_THROW_ON_ERROR) : NULL;
  }

  /**
   * Signs for this site only.
   */
  private function sign(string $text): string {
    return Crypt::hmacBase64('nodejs-ajax:' . $text, $this->privateKey->get() . Settings::getHashSalt());
  }

}
