<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Group\GroupModule;
use Drupal\chatroom\Group\OrganicGroups;
use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Core\DependencyInjection\ServiceProviderBase;
use Symfony\Component\DependencyInjection\Reference;

/**
 * Works with the modules that are there: those that know groups, and the one that keeps notices.
 */
final class ChatroomServiceProvider extends ServiceProviderBase {

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    $modules = (array) $container->getParameter('container.modules');
    if (isset($modules['og'])) {
      $container->register(OrganicGroups::class, OrganicGroups::class)
        ->setArguments([new Reference('entity_type.manager'), new Reference('og.group_type_manager')])
        ->addTag('chatroom.group_source');
    }
    if (isset($modules['nodejs_notify'])) {
      $container->register(MentionNotices::class, MentionNotices::class)->setAutowired(TRUE)->addTag('event_subscriber');
    }
    if (isset($modules['group'])) {
      $container->register(GroupModule::class, GroupModule::class)
        ->setArguments([new Reference('entity_type.manager')])
        ->addTag('chatroom.group_source');
    }
  }

}
