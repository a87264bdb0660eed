<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Plugin\Block;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Block\Attribute\Block;
use Drupal\Core\Block\BlockBase;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Url;
use Drupal\nodejs\Plugin\AutowiredPlugin;
use Drupal\nodejs_notify\Inbox;

/**
 * The bell: how many notices are unread, and the last of them.
 */
#[Block(
  id: 'nodejs_notify_bell',
  admin_label: new TranslatableMarkup('Bell with notices'),
  category: new TranslatableMarkup('Node.js'),
)]
final class Bell extends BlockBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The plugin's configuration.
   * @param string $plugin_id
   *   The plugin's id.
   * @param mixed $plugin_definition
   *   The plugin's definition.
   * @param \Drupal\nodejs_notify\Inbox $inbox
   *   Counts.
   * @param \Drupal\Core\Session\AccountProxyInterface $account
   *   Whose bell it is.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    private readonly Inbox $inbox,
    private readonly AccountProxyInterface $account,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  protected function blockAccess(AccountInterface $account): AccessResultInterface {
    return AccessResult::allowedIf($account->isAuthenticated())->addCacheContexts(['user.roles:authenticated']);
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['label_display' => FALSE] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function build(): array {
    $uid = (int) $this->account->id();
    return [
      '#theme' => 'nodejs_notify_bell',
      '#unread' => $this->inbox->unread($uid),
      '#url' => Url::fromRoute('nodejs_notify.inbox')->toString(),
      '#attached' => ['library' => ['nodejs_notify/bell']],
      // Core fills it in after the page: it is each user's own.
      '#cache' => ['contexts' => ['user'], 'tags' => [Inbox::tag($uid)]],
    ];
  }

}
