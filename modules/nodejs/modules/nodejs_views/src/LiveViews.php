<?php

declare(strict_types=1);

namespace Drupal\nodejs_views;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\nodejs\Live\Live;
use Drupal\nodejs\Live\LiveSource;
use Drupal\nodejs\Live\Recipe;
use Drupal\nodejs_views\Plugin\views\display_extender\Live as LiveSetting;
use Drupal\views\ViewExecutable;
use Drupal\views\ViewExecutableFactory;

/**
 * Keeps lists of Views as they are now.
 */
final class LiveViews implements LiveSource {

  public const KIND = 'nodejs_views.view';

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly ViewExecutableFactory $views,
    private readonly Live $live,
  ) {}

  /**
   * How a view's display takes changes: "" (not at all), "replace", or "ask".
   */
  public function mode(ViewExecutable $view): string {
    $extender = $view->display_handler?->getExtenders()[LiveSetting::ID] ?? NULL;
    $isPage = empty($view->display_handler?->getPluginDefinition()['returns_response']);
    return $extender instanceof LiveSetting && $isPage && empty($view->live_preview) ? $extender->mode() : '';
  }

  /**
   * Makes a view's output live.
   *
   * @param \Drupal\views\ViewExecutable $view
   *   The view, executed.
   * @param array<string, mixed> $output
   *   What it renders.
   */
  public function mark(ViewExecutable $view, array &$output): void {
    $this->live->mark($output, new Recipe(self::KIND, [
      'view' => (string) $view->storage->id(),
      'display' => (string) $view->current_display,
      'args' => array_values(array_map(strval(...), $view->args)),
    ], (string) ($view->getTitle() ?: $view->storage->label()), $this->mode($view)));
  }

  /**
   * A name for the view in pages that stays the same when it is rendered anew.
   */
  public function domId(ViewExecutable $view): string {
    return hash('sha256', 'nodejs_views:' . json_encode([$view->storage->id(), $view->current_display, $view->args]));
  }

  /**
   * {@inheritdoc}
   */
  public function kind(): string {
    return self::KIND;
  }

  /**
   * {@inheritdoc}
   */
  public function build(array $args, RefinableCacheableDependencyInterface $cacheability): ?array {
    $storage = $this->entityTypeManager->getStorage('view')->load($args['view']);
    $cacheability->addCacheTags(['config:views.view.' . $args['view']]);
    if ($storage === NULL) {
      return NULL;
    }
    $view = $this->views->get($storage);
    if (!$view->setDisplay($args['display'])) {
      return NULL;
    }
    $cacheability->addCacheableDependency($view->display_handler->getPlugin('access'));
    if (!$view->access($args['display'])) {
      return NULL;
    }
    // Filters and pager come from the request, which is the page's.
    return $view->preview($args['display'], $args['args']);
  }

}
