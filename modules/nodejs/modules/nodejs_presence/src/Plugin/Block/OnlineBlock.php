<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Plugin\Block;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Block\Attribute\Block;
use Drupal\Core\Block\BlockBase;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * Shows who is online, as far as one can see them.
 */
#[Block(
  id: 'nodejs_presence_online',
  admin_label: new TranslatableMarkup('Who is online'),
  category: new TranslatableMarkup('Node.js'),
)]
final class OnlineBlock extends BlockBase {

  /**
   * {@inheritdoc}
   */
  protected function blockAccess(AccountInterface $account): AccessResultInterface {
    return AccessResult::allowedIf($account->isAuthenticated())->addCacheContexts(['user.roles:authenticated'])
      ->andIf(AccessResult::allowedIfHasPermission($account, 'view nodejs presence'));
  }

  /**
   * {@inheritdoc}
   */
  public function build(): array {
    // Attributes of the outermost element would go to the block, with its title.
    return [
      'who' => [
        '#type' => 'html_tag',
        '#tag' => 'div',
        '#attributes' => ['class' => ['nodejs-presence', 'nodejs-presence--online'], 'data-nodejs-online' => ''],
        '#attached' => ['library' => ['nodejs_presence/presence']],
      ],
    ];
  }

}
