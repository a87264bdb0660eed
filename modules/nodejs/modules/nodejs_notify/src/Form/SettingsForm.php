<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Form;

use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\ConfigTarget;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Form\RedundantEditableConfigNamesTrait;

/**
 * Sets how notices are shown and kept, and where devices are reached.
 */
final class SettingsForm extends ConfigFormBase {

  use RedundantEditableConfigNamesTrait;

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_notify_settings';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $form['lifetime'] = [
      '#type' => 'number',
      '#title' => $this->t('Show a toast for'),
      '#field_suffix' => $this->t('seconds'),
      '#description' => $this->t('0: until it is closed. The time stands still while the mouse or the keyboard is on a toast. Urgent notices stay until they are closed.'),
      '#min' => 0,
      '#max' => 3600,
      '#required' => TRUE,
      '#config_target' => $this->number('lifetime'),
    ];
    $form['keep_days'] = [
      '#type' => 'number',
      '#title' => $this->t('Keep notices for'),
      '#field_suffix' => $this->t('days'),
      '#min' => 1,
      '#max' => 3650,
      '#required' => TRUE,
      '#config_target' => $this->number('keep_days'),
    ];
    $form['classic_inbox'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Keep messages of older modules in the inbox'),
      '#description' => $this->t('Those that %function sends to a user.', ['%function' => 'nodejs_send_user_message()']),
      '#config_target' => 'nodejs_notify.settings:classic_inbox',
    ];
    $form['devices'] = [
      '#type' => 'fieldset',
      '#title' => $this->t('Devices whose page is closed'),
    ];
    $form['devices']['push_contact'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Contact for push services'),
      '#description' => $this->t('Where they can reach you, for example %mail. Empty: the mail address of the site.', ['%mail' => 'mailto:webmaster@example.com']),
      '#config_target' => 'nodejs_notify.settings:push_contact',
    ];
    $form['devices']['push_services'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Push services'),
      '#description' => $this->t('One host on each line, %all for all hosts below one. A browser names the address at which it wants to be reached; this site sends nothing to other hosts than these.', ['%all' => '*.push.example.com']),
      '#rows' => 5,
      '#config_target' => new ConfigTarget(
        'nodejs_notify.settings',
        'push_services',
        fromConfig: static fn (array $hosts): string => implode("\n", $hosts),
        toConfig: static fn (string $text): array => array_values(array_unique(preg_split('/\s+/', mb_strtolower($text), -1, PREG_SPLIT_NO_EMPTY) ?: [])),
      ),
    ];
    return parent::buildForm($form, $form_state);
  }

  /**
   * A number in the configuration.
   */
  private function number(string $name): ConfigTarget {
    return new ConfigTarget('nodejs_notify.settings', $name, toConfig: static fn (mixed $value): int => (int) $value);
  }

}
