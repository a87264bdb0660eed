<?php

declare(strict_types=1);

namespace Drupal\nodejs\Event;

use Drupal\nodejs\Core\Caller;

/**
 * A browser wants to publish to a channel that it listens to.
 *
 * Asked for the namespaces in the push server's `backend.publish`. Nobody may
 * until somebody permits it. The current user is the caller's.
 */
final class PublishQuestion {

  /**
   * The answer; NULL while nobody has permitted it.
   *
   * @var array{data?: mixed, published?: bool}|null
   */
  private ?array $answer = NULL;

  public function __construct(
    public readonly string $channel,
    public readonly mixed $data,
    public readonly Caller $caller,
  ) {}

  /**
   * Lets it be published as it came, which nobody has cleaned.
   */
  public function permit(): void {
    $this->answer = [];
  }

  /**
   * Lets other data be published in its place.
   */
  public function replace(mixed $data): void {
    $this->answer = ['data' => $data];
  }

  /**
   * Says that whatever was to be published is.
   */
  public function done(): void {
    $this->answer = ['published' => TRUE];
  }

  /**
   * The answer; NULL while nobody has permitted it.
   *
   * @return array{data?: mixed, published?: bool}|null
   *   As the push server wants it.
   */
  public function getAnswer(): ?array {
    return $this->answer;
  }

}
