<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Remembers, for all requests of a site, that the push server is away.
 *
 * While it is open no page tries the server: only cron and the server's own
 * call to the flush route find out that it is back.
 */
interface Breaker {

  /**
   * Whether the server is known to be away.
   */
  public function isOpen(): bool;

  /**
   * Notes that it is away.
   *
   * @return bool
   *   TRUE when that is news.
   */
  public function open(string $reason): bool;

  /**
   * Notes that it is there.
   */
  public function close(): void;

}
