<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\Delivery;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\Core\OutboxStore;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;

/**
 * Ties the outbox to Drupal's database.
 */
final class OutboxFactory {

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\OutboxStore $store
   *   The database.
   * @param \Closure(): \Drupal\nodejs\Core\Delivery $delivery
   *   Gives who sends, which no page waits for: not even for its files.
   */
  public function __construct(
    private readonly OutboxStore $store,
    #[AutowireServiceClosure(Delivery::class)]
    private readonly \Closure $delivery,
  ) {}

  /**
   * The outbox of this site.
   */
  public function create(): Outbox {
    return new Outbox($this->store, $this->delivery);
  }

}
