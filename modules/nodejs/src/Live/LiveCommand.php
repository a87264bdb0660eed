<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Ajax\CommandInterface;

/**
 * Gives a page its region anew, after the scripts and styles it lacks.
 */
final class LiveCommand implements CommandInterface {

  /**
   * Keeps what to give.
   *
   * @param array<string, mixed> $data
   *   As in a publication.
   */
  public function __construct(
    private readonly array $data,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function render(): array {
    return ['command' => 'nodejsLive', 'data' => $this->data];
  }

}
