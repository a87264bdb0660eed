<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs;

use Drupal\Core\Session\AccessPolicyBase;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\CalculatedPermissionsItem;
use Drupal\Core\Session\RefinableCalculatedPermissionsInterface;

/**
 * Takes a permission from everybody, whatever their roles say.
 */
final class WithdrawingPolicy extends AccessPolicyBase {

  public const PERMISSION = 'change own username';

  /**
   * {@inheritdoc}
   */
  public function alterPermissions(AccountInterface $account, string $scope, RefinableCalculatedPermissionsInterface $calculated_permissions): void {
    $item = $calculated_permissions->getItem();
    if ($item !== FALSE && !$item->isAdmin()) {
      $left = array_values(array_diff($item->getPermissions(), [self::PERMISSION]));
      $calculated_permissions->addItem(new CalculatedPermissionsItem($left, FALSE), TRUE);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function getPersistentCacheContexts(): array {
    return [];
  }

}
