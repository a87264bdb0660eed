<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Publishes at the end of the request, and only what was committed.
 *
 * A page never waits for it and never fails by it. What the server doesn't take
 * is reported and lost: a publication survives a server that is away only with
 * the outbox, which this version doesn't have yet.
 */
final class DeferredPublisher {

  /**
   * What is committed and not yet sent.
   *
   * @var list<\Drupal\nodejs\Core\Publication>
   */
  private array $ready = [];

  /**
   * Whether the request is over, so that there is nothing to wait for.
   */
  private bool $ended = FALSE;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\Publisher $publisher
   *   Sends.
   * @param \Closure(\Throwable): void $report
   *   Is told of what couldn't be sent, once a flush.
   * @param \Drupal\nodejs\Core\CommitGate|null $gate
   *   Holds back what belongs to an open transaction.
   */
  public function __construct(
    private readonly Publisher $publisher,
    private readonly \Closure $report,
    private readonly ?CommitGate $gate = NULL,
  ) {}

  /**
   * Publishes when the request is over.
   */
  public function publish(Publication $publication): void {
    if ($this->gate === NULL) {
      $this->accept($publication);
      return;
    }
    $this->gate->whenCommitted(fn () => $this->accept($publication));
  }

  /**
   * Sends what waits, in order.
   *
   * The first failure ends it: a server that is away costs one time-out a
   * request, however much waits. A message that can't be encoded, or that the
   * server refuses, takes only itself down.
   */
  public function flush(): void {
    $publications = $this->ready;
    $this->ready = [];
    $reported = FALSE;
    foreach ($publications as $publication) {
      try {
        $this->publisher->publish($publication);
      }
      catch (Failure | \JsonException $failure) {
        if (!$reported) {
          ($this->report)($failure);
          $reported = TRUE;
        }
        if ($failure instanceof ServerUnreachable || $failure instanceof InvalidSettings) {
          return;
        }
      }
    }
  }

  /**
   * Sends what waits; whatever is committed later goes out at once.
   */
  public function end(): void {
    $this->ended = TRUE;
    $this->flush();
  }

  /**
   * Takes what is committed.
   */
  private function accept(Publication $publication): void {
    $this->ready[] = $publication;
    if ($this->ended) {
      $this->flush();
    }
  }

}
