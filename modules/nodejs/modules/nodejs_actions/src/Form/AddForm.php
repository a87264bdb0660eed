<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Form;

use Drupal\Core\Action\ActionManager;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Symfony\Component\DependencyInjection\Attribute\Autowire;

/**
 * Asks what kind of action shall be made.
 */
final class AddForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    #[Autowire(service: 'plugin.manager.action')]
    protected ActionManager $actions,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_actions_add';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $options = [];
    foreach ($this->actions->getDefinitions() as $id => $definition) {
      if ($definition['provider'] === 'nodejs_actions') {
        $options[$id] = (string) $definition['label'];
      }
    }
    natcasesort($options);
    return $form + [
      'add' => [
        '#type' => 'container',
        '#attributes' => ['class' => ['container-inline']],
        'plugin' => ['#type' => 'select', '#title' => $this->t('Add an action'), '#options' => $options],
        'submit' => ['#type' => 'submit', '#button_type' => 'primary', '#value' => $this->t('Continue')],
      ],
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $form_state->setRedirect('nodejs_actions.add', ['plugin' => $form_state->getValue('plugin')]);
  }

}
