<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe;

use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Config\ConfigCrudEvent;
use Drupal\Core\Config\ConfigEvents;
use Drupal\Core\Entity\EntityFieldManagerInterface;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Has buttons come and go when it changes what can be followed.
 */
final class FollowableChange implements EventSubscriberInterface {

  public function __construct(
    private readonly EntityFieldManagerInterface $fields,
    private readonly CacheTagsInvalidatorInterface $tags,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [ConfigEvents::SAVE => 'onSave'];
  }

  /**
   * Forgets what was made with other settings.
   */
  public function onSave(ConfigCrudEvent $event): void {
    if ($event->getConfig()->getName() === 'nodejs_subscribe.settings') {
      $this->fields->clearCachedFieldDefinitions();
      $this->tags->invalidateTags(['rendered']);
    }
  }

}
