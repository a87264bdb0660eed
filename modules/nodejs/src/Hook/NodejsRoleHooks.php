<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\RevocationTable;
use Drupal\nodejs\Revocations;
use Drupal\user\RoleInterface;

/**
 * Makes the users of a role ask again when it lost a permission, or is deleted.
 */
final class NodejsRoleHooks {

  /**
   * Seconds by which a user's time of last access may lag behind: an hour.
   */
  private const LAG = 3600;

  public function __construct(
    private readonly Revocations $revocations,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Implements hook_ENTITY_TYPE_update() for user_role entities.
   */
  #[Hook('user_role_update')]
  public function userRoleUpdate(RoleInterface $role): void {
    // Drupal 11.2 made a method of the property.
    $original = method_exists($role, 'getOriginal') ? $role->getOriginal() : ($role->original ?? NULL);
    if (!$original instanceof RoleInterface) {
      return;
    }
    $taken = array_diff($original->getPermissions(), $role->getPermissions());
    // What was given is in the next token, within five minutes.
    if ($taken !== [] || ($original->isAdmin() && !$role->isAdmin())) {
      $this->revoke($role);
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_predelete() for user_role entities.
   */
  #[Hook('user_role_predelete')]
  public function userRolePredelete(RoleInterface $role): void {
    $this->revoke($role);
  }

  /**
   * Revokes for all who hold the role and may hold a token.
   *
   * Who hasn't been here for the life of a token holds none. Anonymous visitors
   * have no name by which they could be revoked.
   */
  private function revoke(RoleInterface $role): void {
    if ($role->id() === RoleInterface::ANONYMOUS_ID) {
      return;
    }
    if ($role->id() === RoleInterface::AUTHENTICATED_ID) {
      $this->revocations->add(Revocation::refresh(Revocation::EVERYBODY));
      return;
    }
    $query = $this->entityTypeManager->getStorage('user')->getQuery()
      ->accessCheck(FALSE)
      ->condition('uid', 0, '>')
      ->condition('status', 1)
      ->condition('access', $this->time->getCurrentTime() - RevocationTable::LIFE - self::LAG, '>')
      ->condition('roles', $role->id());
    $this->revocations->add(...array_map(static fn (int|string $uid): Revocation => Revocation::refresh((string) $uid), array_values((array) $query->execute())));
  }

}
