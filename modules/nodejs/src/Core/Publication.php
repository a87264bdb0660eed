<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * One message on its way into a channel.
 */
final class Publication {

  /**
   * Seconds for which the server remembers an idempotency key.
   */
  public const MAX_AGE = 300;

  /**
   * Names the same publication when it is sent again.
   */
  public readonly string $idempotencyKey;

  /**
   * Describes the publication.
   *
   * @param string $channel
   *   The channel's full name, e.g. "user:7".
   * @param mixed $data
   *   What subscribers get; anything that is JSON.
   * @param string|null $origin
   *   The client whose request caused it, which shows it already.
   * @param bool $durable
   *   FALSE for a hint that is worth nothing later: it isn't kept while the
   *   server is away.
   * @param int $maxAge
   *   Seconds for which it is worth sending, at most MAX_AGE.
   */
  public function __construct(
    public readonly string $channel,
    public readonly mixed $data,
    public readonly ?string $origin = NULL,
    public readonly bool $durable = TRUE,
    public readonly int $maxAge = self::MAX_AGE,
  ) {
    if ($maxAge < 1 || $maxAge > self::MAX_AGE) {
      throw new \InvalidArgumentException(sprintf('A publication lives 1 to %d seconds, not %d.', self::MAX_AGE, $maxAge));
    }
    $this->idempotencyKey = bin2hex(random_bytes(12));
  }

  /**
   * The members of an API request.
   *
   * @return array<string, mixed>
   *   For ServerApi::call('publish', …).
   */
  public function toParams(): array {
    $params = ['channel' => $this->channel, 'data' => $this->data, 'idempotency_key' => $this->idempotencyKey];
    return $this->origin === NULL ? $params : $params + ['tags' => ['origin' => $this->origin]];
  }

}
