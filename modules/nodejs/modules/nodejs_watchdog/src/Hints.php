<?php

declare(strict_types=1);

namespace Drupal\nodejs_watchdog;

use Drupal\Core\KeyValueStore\KeyValueFactoryInterface;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;

/**
 * Tells log pages that there is something new, no more often than they look.
 *
 * However much is logged, there is one hint for each look, or one in a while
 * when nobody looks, which may be because a hint got lost.
 */
final class Hints {

  /**
   * The classic's channel of the log; who may read the log hears it.
   */
  public const CHANNEL = 'watchdog_dblog';

  /**
   * Where it is kept when the last hint was given and the last look taken.
   */
  public const COLLECTION = 'nodejs_watchdog';

  /**
   * Seconds after which a hint is repeated that nobody followed.
   */
  private const PATIENCE = 2.0;

  /**
   * Seconds after which nobody is taken to be there: a day.
   */
  private const GONE = 86400.0;

  /**
   * Whether this very request is a look.
   */
  private bool $looks = FALSE;

  /**
   * Wires it.
   *
   * @param \Closure(): \Drupal\nodejs\Core\DeferredPublisher $publisher
   *   Sends hints.
   * @param \Drupal\Core\KeyValueStore\KeyValueFactoryInterface $keyValue
   *   Is shared by all processes of the site.
   */
  public function __construct(
    #[AutowireServiceClosure(DeferredPublisher::class)]
    private readonly \Closure $publisher,
    private readonly KeyValueFactoryInterface $keyValue,
  ) {}

  /**
   * Gives a hint if somebody may be waiting for one.
   *
   * What a look itself has logged waits for the next one: else a page that logs
   * something whenever it is built would be fetched without end.
   */
  public function give(): void {
    if ($this->looks) {
      return;
    }
    $now = microtime(TRUE);
    $store = $this->keyValue->get(self::COLLECTION);
    ['given' => $given, 'looked' => $looked] = $store->getMultiple(['given', 'looked']) + ['given' => 0.0, 'looked' => 0.0];
    if ($now - $looked > self::GONE || ($looked < $given && $now - $given < self::PATIENCE)) {
      return;
    }
    $store->set('given', $now);
    ($this->publisher)()->publish(new Publication(self::CHANNEL, ['type' => 'watchdog'], durable: FALSE));
  }

  /**
   * Notes that somebody looks at the log, and wants to hear of what comes.
   */
  public function look(): void {
    $this->looks = TRUE;
    $this->keyValue->get(self::COLLECTION)->set('looked', microtime(TRUE));
  }

  /**
   * Begins another request in the same process.
   */
  public function reset(): void {
    $this->looks = FALSE;
  }

}
