<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\EventSubscriber;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\nodejs\Event\ServerEvent;
use Drupal\nodejs_eca\Event\UserPresence;
use Drupal\user\UserInterface;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

/**
 * Makes ECA's event of the push server's.
 */
final class ServerEventSubscriber implements EventSubscriberInterface {

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly EventDispatcherInterface $dispatcher,
  ) {}

  /**
   * Tells of a user who came or went.
   */
  public function onServerEvent(ServerEvent $event): void {
    $uid = $event->user();
    if ($uid === NULL || ($event->type !== 'online' && $event->type !== 'offline')) {
      return;
    }
    $user = $this->entityTypeManager->getStorage('user')->load($uid);
    if ($user instanceof UserInterface && $user->isAuthenticated()) {
      $presence = new UserPresence($user, $event->type === 'online');
      $this->dispatcher->dispatch($presence, $presence->name());
    }
  }

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [ServerEvent::class => 'onServerEvent'];
  }

}
