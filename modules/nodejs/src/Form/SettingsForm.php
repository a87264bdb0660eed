<?php

declare(strict_types=1);

namespace Drupal\nodejs\Form;

use Drupal\Component\Render\FormattableMarkup;
use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Config\TypedConfigManagerInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\ConfigTarget;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Form\RedundantEditableConfigNamesTrait;
use Drupal\Core\Url;
use Drupal\nodejs\ConnectionTest;
use Drupal\nodejs\PageSettings;
use Drupal\nodejs\SettingsFactory;

/**
 * Sets where the push server is and which pages connect to it.
 */
final class SettingsForm extends ConfigFormBase {

  use AutowireTrait;
  use RedundantEditableConfigNamesTrait;

  public function __construct(
    ConfigFactoryInterface $config_factory,
    TypedConfigManagerInterface $typed_config_manager,
    protected ConnectionTest $test,
    protected PageSettings $pageSettings,
    protected SettingsFactory $settingsFactory,
  ) {
    parent::__construct($config_factory, $typed_config_manager);
  }

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
    $form['server']['pairing'] = $this->pairing();
    $form['server']['test'] = $this->connection($form_state);
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
    $form['classic'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Classic API on all of these pages'),
      '#description' => $this->t('For modules whose scripts expect %name without saying so.', ['%name' => 'Drupal.Nodejs']),
      '#config_target' => 'nodejs.settings:classic',
    ];
    $form['share_connection'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Tabs share a connection'),
      '#description' => $this->t('The tab that is looked at has the connection, and passes on what it hears. Hidden tabs give theirs up at once, instead of after two minutes; what the leading tab does not listen to they get when they are looked at again.'),
      '#config_target' => 'nodejs.settings:share_connection',
    ];
    $form['public_channels'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Public channels'),
      '#description' => $this->t('Channels that everybody may listen to, one on each line.'),
      '#rows' => 4,
      '#config_target' => new ConfigTarget(
        'nodejs.settings',
        'public_channels',
        // A site of 8.x has none before update.php.
        fromConfig: static fn (?array $channels): string => implode("\n", $channels ?? []),
        toConfig: static fn (string $text): array => array_values(array_unique(preg_split('/\s+/', $text, -1, PREG_SPLIT_NO_EMPTY) ?: [])),
      ),
    ];
    return parent::buildForm($form, $form_state);
  }

  /**
   * Says how site and server come by the same secrets.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function pairing(): array {
    return [
      '#type' => 'item',
      '#title' => $this->t('Secrets'),
      '#markup' => $this->t('They are not kept here but in settings.php. <a href=":pair">Make a line for settings.php</a> and one for the server.', [
        ':pair' => Url::fromRoute('nodejs.pair')->toString(),
      ]),
    ];
  }

  /**
   * The test of the connection, and what it found.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function connection(FormStateInterface $form_state): array {
    $isTested = $form_state->get('tested') === TRUE;
    return [
      '#type' => 'container',
      '#attributes' => ['id' => 'nodejs-test'],
      'button' => [
        '#type' => 'button',
        '#value' => $this->t('Test connection'),
        '#description' => $this->t('With what is saved.'),
        '#limit_validation_errors' => [],
        '#executes_submit_callback' => TRUE,
        '#submit' => ['::test'],
        '#ajax' => [
          'callback' => '::tested',
          'wrapper' => 'nodejs-test',
          'progress' => ['type' => 'throbber', 'message' => $this->t('Testing…')],
        ],
      ],
      'result' => $isTested ? $this->result() : [],
    ];
  }

  /**
   * What the test found: a row for each way.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  private function result(): array {
    $rows = [];
    foreach ($this->test->run() as $leg) {
      $rows[] = [
        'class' => [
          match ($leg->works) {
            TRUE => 'color-success',
            FALSE => 'color-error',
            NULL => 'color-warning',
          },
        ],
        'data' => [$leg->title, $leg->value, $leg->remedy ?? ''],
      ];
    }
    $build = [
      '#type' => 'table',
      '#header' => [$this->t('Way'), $this->t('Result'), $this->t('What to do')],
      '#rows' => $rows,
      '#attributes' => ['role' => 'status', 'class' => ['nodejs-test']],
    ];
    $settings = $this->pageSettings->get(new CacheableMetadata());
    if ($settings !== NULL) {
      $build['#rows'][] = [
        'class' => ['color-warning'],
        'data' => [
          $this->t('Browser to server'),
          ['data' => $this->t('Connecting…'), 'class' => ['nodejs-test__value']],
          ['data' => '', 'class' => ['nodejs-test__remedy']],
        ],
        'data-nodejs-test' => '',
      ];
      $build['#attached'] = ['library' => ['nodejs/test'], 'drupalSettings' => ['nodejs' => $settings]];
    }
    return $build;
  }

  /**
   * Has the test shown.
   */
  public function test(array &$form, FormStateInterface $form_state): void {
    $form_state->set('tested', TRUE)->setRebuild();
  }

  /**
   * Gives the part of the form that the test changes.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function tested(array &$form): array {
    return $form['server']['test'];
  }

  /**
   * A field for an address, which may have been decided before config.
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
    $pinned = $this->settingsFactory->pinned($name);
    if ($pinned !== NULL) {
      return [
        '#type' => 'item',
        '#markup' => new FormattableMarkup('<bdi dir="ltr">@address</bdi>', ['@address' => $pinned['address']]),
        '#description' => $pinned['isOfLine']
          ? $this->t("Set by the pairing line. For another one set \$settings['nodejs']['@name'] in settings.php.", ['@name' => $name])
          : $this->t("Set by \$settings['nodejs']['@name'] in settings.php.", ['@name' => $name]),
      ] + $element;
    }
    return $element + [
      '#type' => 'textfield',
      '#required' => TRUE,
      '#config_target' => 'nodejs.settings:' . $name,
    ];
  }

}
