<?php

declare(strict_types=1);

namespace Drupal\nodejs_views\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs_views\LiveViews;
use Drupal\views\ViewExecutable;

/**
 * Marks the lists whose settings say that they are live.
 */
final class NodejsViewsHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly LiveViews $views,
  ) {}

  /**
   * Implements hook_views_pre_view().
   */
  #[Hook('views_pre_view')]
  public function viewsPreView(ViewExecutable $view): void {
    if ($this->views->mode($view) !== '') {
      $this->views->prepare($view);
    }
  }

  /**
   * Implements hook_views_post_render().
   */
  #[Hook('views_post_render')]
  public function viewsPostRender(ViewExecutable $view, ?array &$output): void {
    if (isset($output['#theme']) && $this->views->mode($view) !== '') {
      $this->views->mark($view, $output);
    }
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_views') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('A list that is live updates on open pages when its content changes: when something new belongs into it, when something in it changes or goes. The pager’s page, filters and what somebody is typing stay.'),
    ], [
      [$this->t('A live list'), $this->t('Edit the view, open “Advanced”, and under “Other” click what stands beside “Live”. Tick the box, apply, save the view. Each display has the setting of its own.')],
      [$this->t('Long lists'), $this->t('With “Announce changes by a button” nothing moves while people read: a button says “3 new – show”.')],
      [$this->t('Caching'), $this->t('Choose “Tag based” or “None” as the view’s caching. With “Time based” results are as old as you permit, live or not.')],
      [$this->t('Load'), $this->t('A change is rendered once for all visitors with the same permissions, language and theme who look at the same page of the list, however many they are.')],
    ]);
  }

}
