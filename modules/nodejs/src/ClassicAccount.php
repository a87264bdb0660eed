<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\UserSession;

/**
 * An account that also has its uid where the classic's hooks look for it.
 */
final class ClassicAccount extends UserSession {

  /**
   * {@inheritdoc}
   *
   * Without it `'example_' . $account->uid` would be one channel for all.
   *
   * @var string
   */
  public $uid;

  /**
   * The same account, for hooks.
   */
  public static function of(AccountInterface $account): self {
    return new self([
      'uid' => (string) $account->id(),
      'name' => (string) $account->getAccountName(),
      'mail' => $account->getEmail(),
      'roles' => $account->getRoles(),
      'access' => $account->getLastAccessedTime(),
      'timezone' => $account->getTimeZone(),
      'preferred_langcode' => $account->getPreferredLangcode(FALSE),
      'preferred_admin_langcode' => $account->getPreferredAdminLangcode(FALSE),
    ]);
  }

}
