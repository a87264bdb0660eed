<?php

/**
 * @file
 * Has Message Notify send a message to its owner by our notifier.
 */

declare(strict_types=1);

use Drupal\message\Entity\Message;
use Symfony\Component\HttpFoundation\Response;

return static function (string $uid, string $subject, string $body): bool {
  $message = Message::create(['template' => 'e2e_message', 'uid' => $uid]);
  $message->setArguments(['@subject' => $subject, '@body' => $body]);
  $sent = \Drupal::service('message_notify.sender')->send($message, [], 'nodejs_notify');
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return $sent;
};
