<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * The push server answered, and the answer is an error.
 *
 * The exception's code is the server's stable error code (102: unknown channel),
 * or 0 when the answer carried none.
 */
final class ServerRefused extends \RuntimeException implements Failure {

  public function __construct(public readonly int $status, int $code, string $message) {
    parent::__construct($message, $code);
  }

}
