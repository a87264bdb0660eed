<?php

declare(strict_types=1);

namespace Drupal\nodejs;

/**
 * The content channels that the page of this request was let into.
 */
final class ContentTokens {

  /**
   * Subscription tokens by channel.
   *
   * @var array<string, string>
   */
  private array $tokens = [];

  /**
   * Lets the page into a channel.
   */
  public function add(string $channel, string $token): void {
    $this->tokens[$channel] = $token;
  }

  /**
   * All tokens of the page.
   *
   * @return array<string, string>
   *   By channel.
   */
  public function all(): array {
    return $this->tokens;
  }

}
