<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Controller;

use Drupal\Core\Controller\ControllerBase;
use Drupal\Core\Url;
use Drupal\nodejs_actions\Form\AddForm;
use Drupal\system\ActionConfigEntityInterface;

/**
 * Lists the site's actions that send notices.
 */
final class ActionListController extends ControllerBase {

  /**
   * Builds the page.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function page(): array {
    $rows = [];
    foreach ($this->entityTypeManager()->getStorage('action')->loadMultiple() as $action) {
      if ($action instanceof ActionConfigEntityInterface && self::isOurs($action)) {
        $arguments = ['action' => $action->id()];
        $rows[] = [
          $action->label(),
          $action->getPluginDefinition()['label'],
          [
            'data' => [
              '#type' => 'operations',
              '#links' => [
                'edit' => ['title' => $this->t('Edit'), 'url' => Url::fromRoute('nodejs_actions.edit', $arguments)],
                'delete' => ['title' => $this->t('Delete'), 'url' => Url::fromRoute('nodejs_actions.delete', $arguments)],
              ],
            ],
          ],
        ];
      }
    }
    return [
      'add' => $this->formBuilder()->getForm(AddForm::class),
      'list' => [
        '#type' => 'table',
        '#header' => [$this->t('Action'), $this->t('What it does'), $this->t('Operations')],
        '#rows' => $rows,
        '#empty' => $this->t('There is no action yet.'),
        '#cache' => ['tags' => $this->entityTypeManager()->getDefinition('action')->getListCacheTags()],
      ],
    ];
  }

  /**
   * Tells whether an action sends notices of this module.
   */
  public static function isOurs(ActionConfigEntityInterface $action): bool {
    return ($action->getPluginDefinition()['provider'] ?? '') === 'nodejs_actions';
  }

}
