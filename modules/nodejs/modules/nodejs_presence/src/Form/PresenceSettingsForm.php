<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Form;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Config\TypedConfigManagerInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\nodejs_presence\Relations;

/**
 * Decides who can see whom.
 */
final class PresenceSettingsForm extends ConfigFormBase {

  use AutowireTrait;

  public function __construct(
    ConfigFactoryInterface $config_factory,
    TypedConfigManagerInterface $typed_config,
    private readonly Relations $relations,
  ) {
    parent::__construct($config_factory, $typed_config);
  }

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_presence_settings';
  }

  /**
   * {@inheritdoc}
   */
  protected function getEditableConfigNames(): array {
    return ['nodejs_presence.settings'];
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $form['relation'] = [
      '#type' => 'radios',
      '#title' => $this->t('Who can see whether somebody is online'),
      '#description' => $this->t('Among those with the permission “See who is here”. Users can hide themselves in their account.'),
      '#options' => [],
      '#config_target' => 'nodejs_presence.settings:relation',
    ];
    foreach ($this->relations->all() as $id => $relation) {
      $form['relation']['#options'][$id] = $relation->label();
      $form['relation'][$id]['#disabled'] = !$relation->isAvailable();
    }
    $form['flag'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Machine name of the flag'),
      '#config_target' => 'nodejs_presence.settings:flag',
      '#states' => ['visible' => [':input[name="relation"]' => ['value' => 'flag']]],
    ];
    $form['forms'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Show who else edits the same content, and warn before overwriting'),
      '#config_target' => 'nodejs_presence.settings:forms',
    ];
    return parent::buildForm($form, $form_state);
  }

}
