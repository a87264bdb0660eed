<?php

/**
 * @file
 * Has an account be in a group in some state: active, pending, blocked; or not at all.
 */

declare(strict_types=1);

use Drupal\node\Entity\Node;
use Drupal\og\Og;
use Drupal\og\OgMembershipInterface;
use Drupal\user\Entity\User;
use Symfony\Component\HttpFoundation\Response;

return static function (int $nid, string $uid, string $state): bool {
  // What is told after a request is told at the end of a command.
  $end = static fn () => \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  $group = Node::load($nid);
  $membership = Og::getMembership($group, User::load($uid), OgMembershipInterface::ALL_STATES);
  if ($state === 'none') {
    $membership?->delete();
    $end();
    return TRUE;
  }
  $membership ??= Og::createMembership($group, User::load($uid));
  $membership->setState($state)->save();
  $end();
  return TRUE;
};
