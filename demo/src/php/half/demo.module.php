<?php

/**
 * @file
 * The demo's own Drupal module: which channels its people hear.
 */

declare(strict_types=1);

/**
 * Implements hook_nodejs_user_channels().
 */
function demo_nodejs_user_channels(object $account): array {
  $channels = ['nodejs_notify', 'nodejs_broadcast'];
  array_push($channels, 'content:ticker', 'content:happenings', 'content:work', 'content:articles');
  if ($account->uid !== '0') {
    $channels[] = 'presence:demo';
  }
  return $channels;
}
