<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Plugin\Block;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Block\Attribute\Block;
use Drupal\Core\Block\BlockBase;
use Drupal\Core\Path\CurrentPathStack;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\Plugin\AutowiredPlugin;
use Drupal\nodejs_presence\Places;

/**
 * Shows who views the same page.
 */
#[Block(
  id: 'nodejs_presence_page',
  admin_label: new TranslatableMarkup('Who views this page'),
  category: new TranslatableMarkup('Node.js'),
)]
final class PageBlock extends BlockBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The block's settings.
   * @param string $plugin_id
   *   The plugin.
   * @param mixed $plugin_definition
   *   What is known of it.
   * @param \Drupal\nodejs_presence\Places $places
   *   Where people are together.
   * @param \Drupal\Core\Path\CurrentPathStack $currentPath
   *   Knows the page.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    private readonly Places $places,
    private readonly CurrentPathStack $currentPath,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

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
    return ['who' => $this->places->show($this->places->ofPage($this->currentPath->getPath()), 'page')];
  }

  /**
   * {@inheritdoc}
   */
  public function getCacheContexts(): array {
    return [...parent::getCacheContexts(), 'url.path'];
  }

}
