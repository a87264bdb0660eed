<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\KeyValueStore\KeyValueExpirableFactoryInterface;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Event\ServerEvent;
use Drupal\nodejs\Event\UserChannels;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Tells the report page that something changed, while somebody looks at it.
 */
final class Report implements EventSubscriberInterface {

  public const CHANNEL = 'nodejs_report';
  public const PERMISSION = 'view nodejs report';

  /**
   * Seconds for which a look at the page is remembered.
   */
  private const LOOK = 600;

  /**
   * Whether this request has told already.
   */
  private bool $hasTold = FALSE;

  public function __construct(
    private readonly KeyValueExpirableFactoryInterface $keyValue,
    private readonly DeferredPublisher $publisher,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [ServerEvent::class => 'onServerEvent', UserChannels::class => 'onUserChannels'];
  }

  /**
   * Notes that somebody looks.
   */
  public function look(): void {
    $this->keyValue->get('nodejs_events')->setWithExpire('report', TRUE, self::LOOK);
  }

  /**
   * Tells that something changed, once a request.
   */
  public function onServerEvent(): void {
    if (!$this->hasTold && $this->keyValue->get('nodejs_events')->has('report')) {
      $this->hasTold = TRUE;
      $this->publisher->publish(new Publication(self::CHANNEL, ['changed' => TRUE], durable: FALSE));
    }
  }

  /**
   * Lets who may see the report hear of it.
   */
  public function onUserChannels(UserChannels $event): void {
    if ($event->account->hasPermission(self::PERMISSION)) {
      $event->add(self::CHANNEL);
    }
  }

}
