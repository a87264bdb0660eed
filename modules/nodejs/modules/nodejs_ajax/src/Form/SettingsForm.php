<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax\Form;

use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\ConfigTarget;
use Drupal\Core\Form\FormStateInterface;
use Drupal\nodejs_ajax\AllowedCommands;

/**
 * Says which AJAX commands messages may run.
 */
final class SettingsForm extends ConfigFormBase {

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_ajax_settings';
  }

  /**
   * {@inheritdoc}
   */
  protected function getEditableConfigNames(): array {
    return ['nodejs_ajax.settings'];
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $commands = (array) $this->config('nodejs_ajax.settings')->get('commands');
    $known = [...AllowedCommands::SAFE, ...AllowedCommands::POWERFUL];
    $form['commands'] = ['#tree' => TRUE];
    $form['commands']['safe'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Commands that change what a page shows'),
      '#description' => $this->t('Pages run no others, and code that pushes another one fails.'),
      '#options' => array_combine(AllowedCommands::SAFE, AllowedCommands::SAFE),
      '#default_value' => array_intersect(AllowedCommands::SAFE, $commands),
    ];
    $form['commands']['powerful'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Commands that run script, lead away or change forms'),
      '#description' => $this->t('Only if code of this site needs them. Scripts and styles of pushed content come by themselves, without add_js, add_css and settings.'),
      '#options' => array_combine(AllowedCommands::POWERFUL, AllowedCommands::POWERFUL),
      '#default_value' => array_intersect(AllowedCommands::POWERFUL, $commands),
    ];
    $form['commands']['others'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Commands of other modules'),
      '#description' => $this->t('One name a line.'),
      '#rows' => 3,
      '#default_value' => implode("\n", array_diff($commands, $known)),
      '#attributes' => ['dir' => 'ltr', 'spellcheck' => 'false'],
    ];
    // One key of the configuration is three elements of the form.
    $form['commands']['#config_target'] = new ConfigTarget('nodejs_ajax.settings', 'commands', toConfig: self::collect(...));
    return parent::buildForm($form, $form_state);
  }

  /**
   * Puts the three elements together.
   *
   * @param array{safe: array<string, string|int>, powerful: array<string, string|int>, others: string} $values
   *   What the form has.
   *
   * @return list<string>
   *   Names of commands.
   */
  private static function collect(array $values): array {
    $others = preg_split('/\s+/', $values['others'], -1, PREG_SPLIT_NO_EMPTY) ?: [];
    $names = array_unique([...array_filter(array_values($values['safe'])), ...array_filter(array_values($values['powerful'])), ...$others]);
    sort($names);
    return array_values(array_map(strval(...), $names));
  }

}
