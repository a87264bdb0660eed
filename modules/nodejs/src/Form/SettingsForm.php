<?php

declare(strict_types=1);

namespace Drupal\nodejs\Form;

use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\ConfigTarget;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Form\RedundantEditableConfigNamesTrait;
use Drupal\Core\Site\Settings;
use Drupal\Core\Url;

/**
 * Sets where the push server is and which pages connect to it.
 */
final class SettingsForm extends ConfigFormBase {

  use RedundantEditableConfigNamesTrait;

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_settings';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $form['server'] = [
      '#type' => 'fieldset',
      '#title' => $this->t('Push server'),
      '#description' => $this->t('Secrets are not set here but in settings.php. The <a href=":status">status report</a> shows whether they are complete and the server answers.', [
        ':status' => Url::fromRoute('system.status')->toString(),
      ]),
    ];
    $form['server']['api_url'] = $this->address('api_url', [
      '#title' => $this->t('Address for Drupal'),
      '#description' => $this->t("Where this site reaches the server's API, for example %example.", ['%example' => 'http://127.0.0.1:8081']),
    ]);
    $form['server']['public_url'] = $this->address('public_url', [
      '#title' => $this->t('Address for browsers'),
      '#description' => $this->t('A path of this site that the web server passes on, for example %path, or an address of its own, for example %address.', [
        '%path' => '/realtime/',
        '%address' => 'wss://push.example.com/',
      ]),
    ]);
    $form['pages'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Pages that connect'),
      '#description' => $this->t('One path on each line. %all stands for all pages, %blog for every page below the blog, %front for the front page.', [
        '%all' => '*',
        '%blog' => '/blog/*',
        '%front' => '<front>',
      ]),
      '#rows' => 4,
      '#config_target' => 'nodejs.settings:pages',
    ];
    $form['authenticated_users_only'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Only for users who are logged in'),
      '#config_target' => 'nodejs.settings:authenticated_users_only',
    ];
    $form['public_channels'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Public channels'),
      '#description' => $this->t('Channels that everybody may listen to, one on each line.'),
      '#rows' => 4,
      '#config_target' => new ConfigTarget(
        'nodejs.settings',
        'public_channels',
        fromConfig: static fn (array $channels): string => implode("\n", $channels),
        toConfig: static fn (string $text): array => array_values(array_unique(preg_split('/\s+/', $text, -1, PREG_SPLIT_NO_EMPTY) ?: [])),
      ),
    ];
    return parent::buildForm($form, $form_state);
  }

  /**
   * A field for an address, which settings.php may have decided already.
   *
   * @param string $name
   *   The key in config and in $settings['nodejs'].
   * @param array<string, mixed> $element
   *   Title and description.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function address(string $name, array $element): array {
    $pinned = ((array) Settings::get('nodejs', []))[$name] ?? NULL;
    if ($pinned !== NULL) {
      return [
        '#type' => 'item',
        '#plain_text' => $pinned,
        '#description' => $this->t("Set by \$settings['nodejs']['@name'] in settings.php.", ['@name' => $name]),
      ] + $element;
    }
    return $element + [
      '#type' => 'textfield',
      '#required' => TRUE,
      '#config_target' => 'nodejs.settings:' . $name,
    ];
  }

}
