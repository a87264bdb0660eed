<?php

/**
 * @file
 * Makes so many people who are online, as far as Drupal knows.
 */

declare(strict_types=1);

use Drupal\nodejs\Presence;
use Drupal\user\Entity\User;

return static function (int $count): bool {
  for ($number = 1; $number <= $count; $number++) {
    $user = User::create(['name' => "Person $number", 'status' => 1]);
    $user->save();
    \Drupal::service(Presence::class)->setOnline((string) $user->id());
  }
  return TRUE;
};
