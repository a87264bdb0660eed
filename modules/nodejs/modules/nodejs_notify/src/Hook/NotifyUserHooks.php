<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\Push\Browser;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\user\UserInterface;

/**
 * Takes devices from those who leave, and all from those who are gone.
 */
final class NotifyUserHooks {

  public function __construct(
    private readonly Inbox $inbox,
    private readonly Devices $devices,
    private readonly Browser $browser,
  ) {}

  /**
   * Implements hook_user_logout().
   */
  #[Hook('user_logout')]
  public function userLogout(): void {
    $browser = $this->browser->current();
    if ($browser !== NULL) {
      $this->devices->removeBrowser($browser);
    }
  }

  /**
   * Implements hook_user_login().
   *
   * The session of who used this browser before may have ended without a word.
   */
  #[Hook('user_login')]
  public function userLogin(AccountInterface $account): void {
    $browser = $this->browser->current();
    if ($browser !== NULL) {
      $this->devices->removeBrowser($browser, (int) $account->id());
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_update() for user entities.
   */
  #[Hook('user_update')]
  public function userUpdate(UserInterface $account): void {
    // Drupal 11.2 made a method of the property.
    $original = method_exists($account, 'getOriginal') ? $account->getOriginal() : ($account->original ?? NULL);
    if (!$account->isActive()) {
      $this->devices->removeUser((int) $account->id());
    }
    // A new password ends the sessions of other browsers.
    elseif ($original instanceof UserInterface && $original->getPassword() !== $account->getPassword()) {
      $this->devices->removeUser((int) $account->id(), $this->browser->current());
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_delete() for user entities.
   */
  #[Hook('user_delete')]
  public function userDelete(UserInterface $account): void {
    // What the user chose goes with core's own data of the user.
    $this->devices->removeUser((int) $account->id());
    $this->inbox->remove((int) $account->id());
  }

}
