<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Revocations;
use Drupal\nodejs\Sessions;
use Drupal\user\UserInterface;

/**
 * Revokes when an account loses a session, a role, or itself.
 */
final class NodejsUserHooks {

  public function __construct(
    private readonly Revocations $revocations,
    private readonly Sessions $sessions,
  ) {}

  /**
   * Implements hook_user_logout().
   */
  #[Hook('user_logout')]
  public function userLogout(AccountInterface $account): void {
    $uid = (string) $account->id();
    $sid = $this->sessions->current($uid);
    if ($sid !== NULL) {
      $this->revocations->add(Revocation::end($uid, $sid));
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_update() for user entities.
   */
  #[Hook('user_update')]
  public function userUpdate(UserInterface $account): void {
    $original = $this->original($account);
    if ($original === NULL) {
      return;
    }
    $uid = (string) $account->id();
    if ($original->isActive() && !$account->isActive()) {
      $this->revocations->add(Revocation::end($uid));
    }
    // A new password ends the other browsers' sessions, not this one's: all
    // connections ask again, and each finds out for itself.
    elseif ($original->getPassword() !== $account->getPassword() || $this->roles($original) !== $this->roles($account)) {
      $this->revocations->add(Revocation::refresh($uid));
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_delete() for user entities.
   */
  #[Hook('user_delete')]
  public function userDelete(UserInterface $account): void {
    $this->revocations->add(Revocation::end((string) $account->id()));
  }

  /**
   * The account before it was changed.
   */
  private function original(UserInterface $account): ?UserInterface {
    // Drupal 11.2 made a method of the property.
    $original = method_exists($account, 'getOriginal') ? $account->getOriginal() : ($account->original ?? NULL);
    return $original instanceof UserInterface ? $original : NULL;
  }

  /**
   * The account's roles, in an order that can be compared.
   *
   * @return list<string>
   *   Role ids.
   */
  private function roles(UserInterface $account): array {
    $roles = $account->getRoles();
    sort($roles);
    return $roles;
  }

}
