<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Relation;

use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * Those see each other who have a role in common.
 */
final class SharedRole implements PresenceRelation {

  /**
   * {@inheritdoc}
   */
  public function id(): string {
    return 'role';
  }

  /**
   * {@inheritdoc}
   */
  public function label(): TranslatableMarkup {
    return new TranslatableMarkup('Who has a role in common with them');
  }

  /**
   * {@inheritdoc}
   */
  public function isAvailable(): bool {
    return TRUE;
  }

  /**
   * {@inheritdoc}
   */
  public function observers(AccountInterface $account, array $others): array {
    $roles = $account->getRoles(TRUE);
    return array_values(array_filter($others, static fn (AccountInterface $other): bool => array_intersect($roles, $other->getRoles(TRUE)) !== []));
  }

}
