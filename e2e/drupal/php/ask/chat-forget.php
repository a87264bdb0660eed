<?php

/**
 * @file
 * Makes an account, or deletes it as core does when somebody cancels it so.
 */

declare(strict_types=1);

use Drupal\user\Entity\User;
use Symfony\Component\HttpFoundation\Response;

return static function (?string $uid, string $name, string $password): string {
  if ($uid === NULL) {
    $account = User::create(['name' => $name, 'pass' => $password, 'status' => 1]);
    $account->save();
    return (string) $account->id();
  }
  User::load($uid)->delete();
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return $uid;
};
