<?php

/**
 * @file
 * Makes accounts with roles by chance, and tells what Drupal says each may.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;
use Drupal\user\Entity\User;

return static function (int $seed, int $count): array {
  mt_srand($seed);
  $chance = static fn (int $percent): bool => mt_rand(1, 100) <= $percent;
  $all = array_keys(\Drupal::service('user.permissions')->getPermissions());
  $ids = [];
  for ($n = 0; $n < 12; $n++) {
    $role = Role::create(['id' => 'random_' . $n, 'label' => 'Random ' . $n, 'is_admin' => $n === 0]);
    foreach ($all as $permission) {
      if ($n > 0 && $chance(15)) {
        $role->grantPermission($permission);
      }
    }
    $role->save();
    $ids[] = $role->id();
  }
  $uids = [];
  for ($n = 0; $n < $count; $n++) {
    $user = User::create(['name' => 'Randöm ' . $n, 'mail' => "random$n@example.com", 'status' => $chance(85)]);
    foreach ($ids as $index => $id) {
      // Few are administrators, or nothing would be left to compare.
      if ($chance($index === 0 ? 5 : 20)) {
        $user->addRole($id);
      }
    }
    $user->save();
    $uids[] = $user->id();
  }
  $answers = [];
  foreach (User::loadMultiple($uids) as $uid => $user) {
    $answers[] = [
      'uid' => (int) $uid,
      'name' => $user->getAccountName(),
      'isActive' => $user->isActive(),
      'roles' => $user->getRoles(),
      'may' => array_values(array_filter($all, static fn (string $permission): bool => $user->hasPermission($permission))),
    ];
  }
  return ['permissions' => $all, 'accounts' => $answers];
};
