<?php

declare(strict_types=1);

namespace Drupal\nodejs\Event;

use Drupal\nodejs\Core\Caller;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * A browser calls: `Drupal.nodejs.rpc(method, data)`.
 *
 * Dispatched under its class name, unless a method with #[Rpc] answers. The
 * current user is the caller's.
 */
final class RpcCall extends Event {

  /**
   * Whether somebody has answered.
   */
  private bool $isAnswered = FALSE;

  /**
   * The answer.
   */
  private mixed $answer = NULL;

  public function __construct(
    public readonly string $method,
    public readonly mixed $data,
    public readonly Caller $caller,
  ) {}

  /**
   * Answers; nobody else is asked.
   *
   * @param mixed $answer
   *   Anything that is JSON.
   */
  public function answer(mixed $answer): void {
    $this->answer = $answer;
    $this->isAnswered = TRUE;
    $this->stopPropagation();
  }

  /**
   * Whether somebody has answered.
   */
  public function isAnswered(): bool {
    return $this->isAnswered;
  }

  /**
   * What was answered.
   */
  public function getAnswer(): mixed {
    return $this->answer;
  }

}
