<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Keeps publications with the change they speak of, until they are delivered.
 *
 * A page keeps them; what delivers them is made when the page has been sent.
 */
final class Outbox {

  private ?Delivery $made = NULL;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\OutboxStore $store
   *   Keeps what waits.
   * @param \Closure(): \Drupal\nodejs\Core\Delivery $delivery
   *   Gives who brings it to the server.
   * @param null|\Closure(): float $clock
   *   Unix time.
   */
  public function __construct(
    private readonly OutboxStore $store,
    private readonly \Closure $delivery,
    private readonly ?\Closure $clock = NULL,
  ) {}

  /**
   * Keeps a publication, in the open transaction if there is one.
   *
   * @return bool
   *   FALSE when it couldn't be kept.
   *
   * @throws \JsonException
   *   When its data can't be expressed.
   */
  public function keep(Publication $publication): bool {
    $expires = (int) ceil($this->clock === NULL ? microtime(TRUE) : ($this->clock)()) + $publication->maxAge;
    return $this->store->append(OutboxRow::line($publication, $expires), $expires);
  }

  /**
   * Sends what waits, unless the server is known to be away.
   *
   * @param list<string> $hints
   *   Encoded parameters of publications that aren't kept: they leave now or
   *   never.
   */
  public function flush(array $hints = []): OutboxRun {
    return $this->delivery()->flush($hints);
  }

  /**
   * Finds out whether the server is there; if so, sends what waits.
   */
  public function probe(): OutboxRun {
    return $this->delivery()->probe();
  }

  /**
   * Who brings it to the server.
   */
  private function delivery(): Delivery {
    return $this->made ??= ($this->delivery)();
  }

}
