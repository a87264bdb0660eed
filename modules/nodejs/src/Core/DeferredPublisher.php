<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Publishes at the end of the request, and only what was committed.
 *
 * A page never waits for it and never fails by it. With an outbox, publications
 * survive a server that is away and a process that is killed; without one, or
 * when it can't be written, they are sent from memory and lost with it.
 */
final class DeferredPublisher {

  /**
   * A run that doesn't end soon sends after so many publications…
   */
  private const MANY = 100;

  /**
   * … or after so many seconds.
   */
  private const LONG = 2.0;

  /**
   * What is committed, not yet sent, and in no outbox.
   *
   * @var list<\Drupal\nodejs\Core\Publication>
   */
  private array $ready = [];

  /**
   * How many publications are committed and not yet sent.
   */
  private int $waiting = 0;

  /**
   * When the first of them was committed.
   */
  private float $since = 0.0;

  /**
   * Whether the request is over, so that there is nothing to wait for.
   */
  private bool $ended = FALSE;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\Outbox|\Drupal\nodejs\Core\Publisher $way
   *   Keeps what waits and sends it; or only sends.
   * @param \Closure(\Throwable): void $report
   *   Is told of what couldn't be sent, once a flush.
   * @param \Drupal\nodejs\Core\CommitGate|null $gate
   *   Holds back what belongs to an open transaction.
   * @param bool $endsSoon
   *   FALSE for a command, which may run for hours: it sends as it goes.
   */
  public function __construct(
    private readonly Outbox|Publisher $way,
    private readonly \Closure $report,
    private readonly ?CommitGate $gate = NULL,
    private readonly bool $endsSoon = TRUE,
  ) {}

  /**
   * Publishes when the request is over.
   */
  public function publish(Publication $publication): void {
    try {
      $kept = $publication->durable && $this->way instanceof Outbox && $this->way->keep($publication);
    }
    catch (\JsonException $failure) {
      ($this->report)($failure);
      return;
    }
    $accept = fn () => $this->accept($kept ? NULL : $publication);
    $this->gate === NULL ? $accept() : $this->gate->whenCommitted($accept);
  }

  /**
   * Sends what waits, in order.
   *
   * The first failure ends it: a server that is away costs one time-out a
   * request, however much waits. A message that can't be encoded, or that the
   * server refuses, takes only itself down.
   */
  public function flush(): void {
    if ($this->waiting === 0) {
      return;
    }
    $publications = $this->ready;
    $this->ready = [];
    $this->waiting = 0;
    $this->way instanceof Outbox ? $this->way->flush($this->encode($publications)) : $this->send($this->way, $publications);
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
   *
   * @param \Drupal\nodejs\Core\Publication|null $publication
   *   The publication; NULL when the outbox has it.
   */
  private function accept(?Publication $publication): void {
    if ($this->waiting++ === 0) {
      $this->since = microtime(TRUE);
    }
    if ($publication !== NULL) {
      $this->ready[] = $publication;
    }
    $enough = $this->waiting >= self::MANY || microtime(TRUE) - $this->since >= self::LONG;
    if ($this->ended || (!$this->endsSoon && $enough)) {
      $this->flush();
    }
  }

  /**
   * Sends one by one.
   *
   * @param \Drupal\nodejs\Core\Publisher $publisher
   *   Sends.
   * @param list<\Drupal\nodejs\Core\Publication> $publications
   *   In order.
   */
  private function send(Publisher $publisher, array $publications): void {
    $reported = FALSE;
    foreach ($publications as $publication) {
      try {
        $publisher->publish($publication);
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
   * Encodes what can be expressed.
   *
   * @param list<\Drupal\nodejs\Core\Publication> $publications
   *   In order.
   *
   * @return list<string>
   *   For Outbox::flush().
   */
  private function encode(array $publications): array {
    $encoded = [];
    foreach ($publications as $publication) {
      try {
        $encoded[] = Json::encode($publication->toParams());
      }
      catch (\JsonException $failure) {
        ($this->report)($failure);
      }
    }
    return $encoded;
  }

}
