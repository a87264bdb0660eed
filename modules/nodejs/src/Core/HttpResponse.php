<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Status and body of an HTTP answer.
 */
final class HttpResponse {

  public function __construct(
    public readonly int $status,
    public readonly string $body,
  ) {}

  /**
   * An answer whose body is JSON.
   *
   * @param array<string, mixed> $body
   *   What to encode.
   * @param int $status
   *   The HTTP status.
   */
  public static function json(array $body, int $status = 200): self {
    return new self($status, Json::encode((object) $body));
  }

}
