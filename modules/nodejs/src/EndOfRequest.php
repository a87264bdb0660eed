<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\DestructableInterface;

/**
 * Runs work after the response has gone to the browser.
 */
final class EndOfRequest implements DestructableInterface {

  /**
   * The work.
   *
   * @var list<\Closure(): void>
   */
  private array $work = [];

  /**
   * Adds work.
   *
   * @param \Closure(): void $work
   *   It may run more than once: a process that serves several requests ends
   *   each of them.
   */
  public function add(\Closure $work): void {
    $this->work[] = $work;
  }

  /**
   * {@inheritdoc}
   */
  public function destruct(): void {
    // Work may add work: what publishes now makes the publisher only now.
    for ($next = 0; $next < count($this->work); $next++) {
      $this->work[$next]();
    }
  }

}
