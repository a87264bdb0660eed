<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\Block;

use Drupal\chatroom\Mount;
use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Block\Attribute\Block;
use Drupal\Core\Block\BlockBase;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\Plugin\AutowiredPlugin;

/**
 * The whole chat behind a button in the corner of the page, whatever region the block is in.
 */
#[Block(id: 'chatroom_drawer', admin_label: new TranslatableMarkup('Chat drawer'), category: new TranslatableMarkup('Chat'))]
final class DrawerBlock extends BlockBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The block's settings.
   * @param string $plugin_id
   *   The plugin.
   * @param mixed $plugin_definition
   *   Its definition.
   * @param \Drupal\chatroom\Mount $mount
   *   Puts chats on pages.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    private readonly Mount $mount,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['label_display' => '0'] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function build(): array {
    return $this->mount->drawer();
  }

  /**
   * {@inheritdoc}
   */
  protected function blockAccess(AccountInterface $account): AccessResultInterface {
    return AccessResult::allowedIfHasPermission($account, 'use chatroom');
  }

}
