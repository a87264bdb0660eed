<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * What one request left in the outbox, as it was when it was read.
 */
final class OutboxRow {

  /**
   * Describes the row.
   *
   * @param int $id
   *   Its place in the order.
   * @param int $messages
   *   How many messages it holds; it may have got more since.
   * @param string $payload
   *   One line a message: the time it expires, a space, the API's parameters.
   */
  public function __construct(
    public readonly int $id,
    public readonly int $messages,
    public readonly string $payload,
  ) {}

  /**
   * Writes a message's line.
   */
  public static function line(Publication $publication, int $expires): string {
    return $expires . ' ' . Json::encode($publication->toParams());
  }

  /**
   * The messages that are still wanted.
   *
   * @return list<string>
   *   Encoded parameters of `publish`.
   */
  public function live(int $now): array {
    $live = [];
    foreach (explode("\n", $this->payload) as $line) {
      [$expires, $params] = explode(' ', $line, 2) + [1 => ''];
      if ((int) $expires > $now && $params !== '') {
        $live[] = $params;
      }
    }
    return $live;
  }

}
