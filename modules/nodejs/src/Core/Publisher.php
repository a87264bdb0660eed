<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Publishes now, and says where the publication went.
 */
final class Publisher {

  public function __construct(
    private readonly ServerApi $api,
  ) {}

  /**
   * Publishes and waits for the server's acknowledgement.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When it isn't published.
   */
  public function publish(Publication $publication): Position {
    $result = $this->api->call('publish', $publication->toParams());
    $offset = $result['offset'] ?? 0;
    $epoch = $result['epoch'] ?? '';
    return new Position(is_int($offset) ? $offset : 0, is_string($epoch) ? $epoch : '');
  }

}
