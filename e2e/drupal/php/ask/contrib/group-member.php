<?php

/**
 * @file
 * Has an account be a member of a group of the module Group, with roles; or, with none at all, not be one.
 */

declare(strict_types=1);

use Drupal\group\Entity\Group;
use Drupal\user\Entity\User;
use Symfony\Component\HttpFoundation\Response;

return static function (string $gid, string $uid, ?array $roles): bool {
  $group = Group::load($gid);
  $user = User::load($uid);
  $member = $group->getMember($user);
  if ($roles === NULL) {
    $group->removeMember($user);
  }
  elseif ($member) {
    $relationship = $member->getGroupRelationship();
    $relationship->set('group_roles', $roles)->save();
  }
  else {
    $group->addMember($user, ['group_roles' => $roles]);
  }
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return TRUE;
};
