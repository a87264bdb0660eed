<?php

/**
 * @file
 * Installs the module Group and makes a type of groups, with an administrator's role, whose members view their group.
 */

declare(strict_types=1);

use Drupal\group\Entity\GroupRole;
use Drupal\group\Entity\GroupType;
use Drupal\group\PermissionScopeInterface;
use Drupal\user\RoleInterface;

return static function (): bool {
  \Drupal::service('module_installer')->install(['group']);
  GroupType::create(['id' => 'e2e_circle', 'label' => 'Circle', 'creator_wizard' => FALSE])->save();
  $of = ['group_type' => 'e2e_circle'];
  GroupRole::create(['id' => 'e2e_circle-admin', 'label' => 'Keeper', 'scope' => PermissionScopeInterface::INDIVIDUAL_ID, 'admin' => TRUE] + $of)->save();
  GroupRole::create([
    'id' => 'e2e_circle-member',
    'label' => 'Member',
    'scope' => PermissionScopeInterface::INSIDER_ID,
    'global_role' => RoleInterface::AUTHENTICATED_ID,
    'permissions' => ['view group'],
  ] + $of)->save();
  return TRUE;
};
