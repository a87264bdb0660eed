<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Form;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Action\ActionManager;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Plugin\PluginFormInterface;
use Drupal\nodejs_actions\Controller\ActionListController;
use Drupal\nodejs_actions\Plugin\Action\SendBase;
use Drupal\system\ActionConfigEntityInterface;
use Symfony\Component\DependencyInjection\Attribute\Autowire;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;

/**
 * Makes an action, or changes one.
 *
 * The actions are core's own configuration; since Drupal 11 core has no pages
 * for it.
 */
final class ActionForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected EntityTypeManagerInterface $entityTypeManager,
    #[Autowire(service: 'plugin.manager.action')]
    protected ActionManager $actions,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_actions_action';
  }

  /**
   * Keeps other modules' actions out of these pages.
   */
  public static function access(ActionConfigEntityInterface $action): AccessResultInterface {
    return AccessResult::allowedIf(ActionListController::isOurs($action))->addCacheableDependency($action);
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, string $plugin = '', ?ActionConfigEntityInterface $action = NULL): array {
    $action ??= $form_state->get('action') ?? $this->make($plugin);
    $form_state->set('action', $action);
    $form['label'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Name'),
      '#description' => $this->t('As lists of operations show it.'),
      '#required' => TRUE,
      '#maxlength' => 255,
      '#default_value' => $action->label(),
    ];
    $form['id'] = [
      '#type' => 'machine_name',
      '#default_value' => $action->id(),
      '#disabled' => !$action->isNew(),
      '#maxlength' => 64,
      '#machine_name' => ['exists' => $this->exists(...)],
    ];
    $form = $this->plugin($action)->buildConfigurationForm($form, $form_state);
    $form['actions'] = [
      '#type' => 'actions',
      'submit' => ['#type' => 'submit', '#button_type' => 'primary', '#value' => $this->t('Save')],
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    $this->plugin($form_state->get('action'))->validateConfigurationForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $action = $form_state->get('action');
    $this->plugin($action)->submitConfigurationForm($form, $form_state);
    $action->set('label', $form_state->getValue('label'));
    if ($action->isNew()) {
      $action->set('id', $form_state->getValue('id'));
    }
    $action->save();
    $this->messenger()->addStatus($this->t('The action %label has been saved.', ['%label' => $action->label()]));
    $form_state->setRedirect('nodejs_actions.list');
  }

  /**
   * Tells whether an action of this name is there.
   */
  public function exists(string $id): bool {
    return $this->entityTypeManager->getStorage('action')->load($id) !== NULL;
  }

  /**
   * A new action.
   */
  private function make(string $plugin): ActionConfigEntityInterface {
    $definition = $this->actions->getDefinition($plugin, FALSE) ?? throw new NotFoundHttpException();
    $action = $this->entityTypeManager->getStorage('action')->create(['plugin' => $plugin, 'type' => $definition['type'], 'label' => (string) $definition['label']]);
    assert($action instanceof ActionConfigEntityInterface);
    return $action;
  }

  /**
   * The plugin behind an action.
   */
  private function plugin(ActionConfigEntityInterface $action): PluginFormInterface {
    $plugin = $action->getPlugin();
    assert($plugin instanceof SendBase);
    return $plugin;
  }

}
