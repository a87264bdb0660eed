<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Publishes many publications in one request.
 */
final class BatchPublisher {

  /**
   * The one error that passes by itself: something went wrong in the server.
   */
  private const INTERNAL = 100;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\ServerApi $api
   *   Sends.
   * @param \Closure(\Throwable): void $report
   *   Is told of messages that the server refuses, once a request.
   */
  public function __construct(
    private readonly ServerApi $api,
    private readonly \Closure $report,
  ) {}

  /**
   * Publishes in order.
   *
   * A message that is refused takes only itself down.
   *
   * @param non-empty-list<string> $publications
   *   Encoded parameters of `publish`.
   *
   * @return bool
   *   FALSE when they should be sent again: some weren't taken, and may be later.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When none was taken.
   */
  public function publish(array $publications): bool {
    try {
      $replies = $this->api->batch(array_map(static fn (string $params): string => '{"publish":' . $params . '}', $publications));
    }
    catch (ServerRefused $refusal) {
      // 400 and 413 speak of the body, the others of all that Drupal sends.
      if ($refusal->status !== 400 && $refusal->status !== 413) {
        throw $refusal;
      }
      return $this->publishApart($publications, $refusal);
    }
    $refusals = array_values(array_filter(array_map(
      static fn (array $reply): ?ServerRefused => is_array($reply['error'] ?? NULL) ? ServerRefused::fromError(200, $reply['error']) : NULL,
      $replies,
    )));
    if ($refusals !== []) {
      ($this->report)($refusals[0]);
    }
    return array_filter($refusals, static fn (ServerRefused $refusal): bool => $refusal->getCode() === self::INTERNAL) === [];
  }

  /**
   * Finds the message for which the server refuses a whole request.
   *
   * @param non-empty-list<string> $publications
   *   Encoded parameters.
   * @param \Drupal\nodejs\Core\ServerRefused $refusal
   *   What the server said to all of them.
   */
  private function publishApart(array $publications, ServerRefused $refusal): bool {
    if (count($publications) === 1) {
      ($this->report)($refusal);
      return TRUE;
    }
    foreach (array_chunk($publications, max(1, intdiv(count($publications) + 1, 2))) as $half) {
      if (!$this->publish($half)) {
        return FALSE;
      }
    }
    return TRUE;
  }

}
