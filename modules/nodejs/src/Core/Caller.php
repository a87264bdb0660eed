<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Whose connection it is that the push server asks for.
 */
final class Caller {

  public function __construct(
    public readonly string $client,
    public readonly string $user,
    public readonly ?string $sid = NULL,
  ) {}

  /**
   * Reads the caller of a question; NULL unless it is as agreed.
   *
   * @param array<string, mixed> $question
   *   The decoded body.
   */
  public static function of(array $question): ?self {
    $client = $question['client'] ?? NULL;
    $user = $question['user'] ?? NULL;
    $sid = $question['sid'] ?? NULL;
    return is_string($client) && is_string($user) && ($sid === NULL || is_string($sid))
      ? new self($client, $user, $sid)
      : NULL;
  }

}
