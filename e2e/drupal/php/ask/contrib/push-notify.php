<?php

/**
 * @file
 * Has Push Framework's own action send a user a message, made of content that is never saved.
 */

declare(strict_types=1);

use Drupal\user\Entity\User;
use Symfony\Component\HttpFoundation\Response;

return static function (string $uid, string $subject): bool {
  $action = \Drupal::service('plugin.manager.action')->createInstance('push_framework_notify', [
    'channel' => 'nodejs_notify',
    'node_type' => 'e2e_article',
    'body_field' => 'body',
    'subject' => $subject,
    'body' => '',
  ]);
  $action->execute(User::load($uid));
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return TRUE;
};
