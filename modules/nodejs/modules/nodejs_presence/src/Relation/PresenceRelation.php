<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Relation;

use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * Says who can see whether somebody is online.
 *
 * A service with the tag `nodejs_presence.relation`.
 */
interface PresenceRelation {

  /**
   * Names it in the settings.
   */
  public function id(): string;

  /**
   * Names it for people.
   */
  public function label(): TranslatableMarkup;

  /**
   * Whether the site has what it needs.
   */
  public function isAvailable(): bool;

  /**
   * Those of some users who can see an account.
   *
   * @param \Drupal\Core\Session\AccountInterface $account
   *   The account.
   * @param list<\Drupal\Core\Session\AccountInterface> $others
   *   Who might; all are online, none is the account itself.
   *
   * @return list<\Drupal\Core\Session\AccountInterface>
   *   Who does.
   */
  public function observers(AccountInterface $account, array $others): array;

}
