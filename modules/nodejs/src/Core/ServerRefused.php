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

  /**
   * Reads the API's `error`.
   *
   * @param int $status
   *   The HTTP status.
   * @param array<array-key, mixed> $error
   *   With `code` and `message`, if the server kept to its contract.
   */
  public static function fromError(int $status, array $error): self {
    return new self(
      $status,
      is_int($error['code'] ?? NULL) ? $error['code'] : 0,
      is_string($error['message'] ?? NULL) ? $error['message'] : sprintf('HTTP %d without a result', $status),
    );
  }

}
