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

  /**
   * What whoever shows a view asked of its pager.
   *
   * @var \WeakMap<\Drupal\views\ViewExecutable, array{items?: int, offset?: int}>
   */
  private \WeakMap $wishes;

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly ViewExecutableFactory $views,
    private readonly Live $live,
  ) {
    $this->wishes = new \WeakMap();
  }

  /**
   * How a view's display takes changes: "" (not at all), "replace", or "ask".
   */
  public function mode(ViewExecutable $view): string {
    $extender = $view->display_handler?->getExtenders()[LiveSetting::ID] ?? NULL;
    $isPage = empty($view->display_handler?->getPluginDefinition()['returns_response']);
    return $extender instanceof LiveSetting && $isPage && empty($view->live_preview) ? $extender->mode() : '';
  }

  /**
   * Prepares a view that is live, before it is executed.
   *
   * @param \Drupal\views\ViewExecutable $view
   *   The view. Its pager, which will know only numbers that may as well be the
   *   display's or the visitor's, isn't made yet.
   */
  public function prepare(ViewExecutable $view): void {
    $wishes = ['items' => $view->getItemsPerPage(), 'offset' => $view->getOffset()];
    $this->wishes[$view] = array_map(intval(...), array_filter($wishes, is_numeric(...)));
    // Views that answer AJAX got the name that they have in the page later.
    if (empty($view->dom_id)) {
      $view->dom_id = $this->domId($view);
    }
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
    ] + ($this->wishes[$view] ?? []), (string) ($view->getTitle() ?: $view->storage->label()), $this->mode($view)));
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
    // A block may show another number than its display.
    if (isset($args['items'])) {
      $view->setItemsPerPage($args['items']);
    }
    if (isset($args['offset'])) {
      $view->setOffset($args['offset']);
    }
    // Filters and the pager's page come from the request, which is the page's.
    return $view->preview($args['display'], $args['args']);
  }

  /**
   * A name for the view in pages that stays the same when it is rendered anew.
   */
  private function domId(ViewExecutable $view): string {
    return hash('sha256', 'nodejs_views:' . json_encode([$view->storage->id(), $view->current_display, $view->args, $this->wishes[$view]]));
  }

}
