<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe\Form;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Config\TypedConfigManagerInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\ConfigTarget;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Form\RedundantEditableConfigNamesTrait;
use Drupal\nodejs_subscribe\Followable;

/**
 * Sets what can be followed.
 */
final class SettingsForm extends ConfigFormBase {

  use AutowireTrait;
  use RedundantEditableConfigNamesTrait;

  public function __construct(
    ConfigFactoryInterface $config_factory,
    TypedConfigManagerInterface $typed_config_manager,
    protected Followable $followable,
  ) {
    parent::__construct($config_factory, $typed_config_manager);
  }

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_subscribe_settings';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $form['followable'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('What can be followed'),
      '#description' => $this->t('It gets a button "Follow", for users with the permission "Follow content". Where the button stands, and in which view modes, is set with the fields on "Manage display".'),
      '#options' => $this->followable->offered(),
      '#config_target' => new ConfigTarget(
        'nodejs_subscribe.settings',
        'followable',
        toConfig: static fn (array $values): array => array_values(array_filter($values, is_string(...))),
      ),
    ];
    return parent::buildForm($form, $form_state);
  }

}
