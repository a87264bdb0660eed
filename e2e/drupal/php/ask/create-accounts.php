<?php

/**
 * @file
 * Creates a role with permissions, and accounts.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;
use Drupal\user\Entity\User;

return static function (array $roles, array $accounts): array {
  foreach ($roles as $id => $permissions) {
    $role = Role::load($id) ?? Role::create(['id' => $id, 'label' => ucfirst($id)]);
    foreach ($permissions as $permission) {
      $role->grantPermission($permission);
    }
    $role->save();
  }
  $uids = [];
  foreach ($accounts as $name => ['password' => $password, 'roles' => $given]) {
    $user = User::create(['name' => $name, 'mail' => $name . '@example.com', 'status' => 1, 'pass' => $password]);
    foreach ($given as $id) {
      $user->addRole($id);
    }
    $user->save();
    $uids[$name] = (string) $user->id();
  }
  return $uids;
};
