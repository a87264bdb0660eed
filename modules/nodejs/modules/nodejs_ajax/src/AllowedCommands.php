<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Config\ConfigFactoryInterface;

/**
 * The AJAX commands that the site lets messages run.
 */
final class AllowedCommands {

  /**
   * Change what a page shows, and no more.
   */
  public const SAFE = ['alert', 'announce', 'changed', 'css', 'data', 'insert', 'message', 'remove', 'restripe', 'scrollTop', 'viewsScrollTop'];

  /**
   * Run script, lead away or change forms.
   */
  public const POWERFUL = ['add_css', 'add_js', 'closeDialog', 'closeModalDialog', 'focusFirst', 'invoke', 'openDialog', 'openModalDialog', 'redirect', 'setDialogOption', 'settings', 'tabledragChanged', 'update_build_id'];

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * All of them.
   *
   * @param \Drupal\Core\Cache\RefinableCacheableDependencyInterface|null $cacheability
   *   Is told what they depend on.
   *
   * @return list<string>
   *   Names of commands.
   */
  public function all(?RefinableCacheableDependencyInterface $cacheability = NULL): array {
    $config = $this->configFactory->get('nodejs_ajax.settings');
    $cacheability?->addCacheableDependency($config);
    return array_values(array_map(strval(...), (array) $config->get('commands')));
  }

  /**
   * Lets commands pass that are allowed.
   *
   * @param list<array<string, mixed>> $commands
   *   Rendered commands.
   *
   * @throws \Drupal\nodejs_ajax\CommandRefused
   *   For the first one that isn't.
   */
  public function check(array $commands): void {
    $all = $this->all();
    foreach ($commands as $command) {
      $name = $command['command'] ?? NULL;
      if (!is_string($name) || !in_array($name, $all, TRUE)) {
        throw new CommandRefused(is_string($name) ? $name : '');
      }
      // Those for the behaviors of what it inserts are settings all the same.
      if (!empty($command['settings']) && !in_array('settings', $all, TRUE)) {
        throw new CommandRefused('settings');
      }
    }
  }

}
