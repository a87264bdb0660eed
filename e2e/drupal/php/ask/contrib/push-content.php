<?php

/**
 * @file
 * Has DANSE make a notification of content for a user, and Push Framework deliver it; if wanted, once nobody may view it any more.
 */

declare(strict_types=1);

use Drupal\danse\Entity\Event;
use Drupal\danse\Entity\Notification;
use Drupal\danse_content\Payload;
use Drupal\node\Entity\Node;
use Symfony\Component\HttpFoundation\Response;

return static function (string $uid, string $nid, bool $is_hidden = FALSE): array {
  $node = Node::load($nid);
  $event = Event::create([
    'plugin' => 'content',
    'topic' => 'create',
    'label' => $node->label(),
    'push' => TRUE,
    'force' => FALSE,
    'silent' => FALSE,
    'processed' => TRUE,
    'uid' => $node->getOwnerId(),
    'payload' => new Payload($node),
    'reference' => 'node-' . $nid,
  ]);
  $event->save();
  $notification = Notification::create(['event' => $event, 'trigger' => 'e2e', 'uid' => $uid]);
  $notification->save();
  $push = \Drupal::service('push_framework.service');
  $push->collectAllSourceItems();
  if ($is_hidden) {
    $node->setUnpublished()->save();
  }
  $push->processQueue();
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  $storage = \Drupal::entityTypeManager()->getStorage('danse_notification');
  $storage->resetCache();
  return ['delivered' => (bool) $storage->load($notification->id())->get('delivered')->value];
};
