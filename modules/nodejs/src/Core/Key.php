<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * A shared secret and the name by which both sides know it.
 *
 * The name travels with what is signed (`kid`, `k=`), so a key can be replaced
 * while the old one is still accepted.
 */
final class Key {

  /**
   * Shortest secret that is accepted, in bytes: the size of a SHA-256 block.
   */
  public const MINIMUM = 32;

  public function __construct(
    public readonly string $id,
    #[\SensitiveParameter]
    private readonly string $secret,
  ) {
    if ($id === '') {
      throw new InvalidSettings('A key needs an id.');
    }
    if (strlen($secret) < self::MINIMUM) {
      throw new InvalidSettings(sprintf('The secret of key "%s" has %d bytes, expected at least %d.', $id, strlen($secret), self::MINIMUM));
    }
    // A line's end, taken over from a file, is a part of the secret here only.
    if (trim($secret) !== $secret) {
      throw new InvalidSettings(sprintf('The secret of key "%s" has white space before or behind it.', $id));
    }
  }

  /**
   * The HMAC-SHA256 of a text, as raw bytes.
   */
  public function mac(string $text): string {
    return hash_hmac('sha256', $text, $this->secret, TRUE);
  }

}
