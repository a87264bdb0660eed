<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\ServerRefused;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\OutboxStatus;
use Drupal\nodejs\RevocationStatus;
use Drupal\nodejs\Severity;

/**
 * Tells the status report whether real-time works, and what is missing.
 */
final class NodejsRequirementsHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly Settings $settings,
    private readonly ServerApi $api,
    private readonly OutboxStatus $outbox,
    private readonly RevocationStatus $revocations,
  ) {}

  /**
   * Implements hook_runtime_requirements().
   *
   * @return array<string, array<string, mixed>>
   *   The rows.
   */
  #[Hook('runtime_requirements')]
  public function runtimeRequirements(): array {
    $problems = $this->settings->problems();
    $keys = ['title' => $this->t('Node.js integration: settings')];
    if ($problems !== []) {
      return [
        'nodejs_settings' => $keys + [
          'value' => $this->t('Incomplete'),
          'description' => [
            'list' => ['#theme' => 'item_list', '#items' => $problems],
            'remedy' => ['#plain_text' => $this->t("Secrets belong into \$settings['nodejs'] in settings.php; see the module's README.")],
          ],
          'severity' => Severity::of('Error'),
        ],
      ];
    }
    return [
      'nodejs_settings' => $keys + ['value' => $this->t('Complete'), 'severity' => Severity::of('OK')],
      'nodejs_server' => ['title' => $this->t('Node.js integration: push server')] + $this->server(),
    ] + $this->outbox->rows() + $this->revocations->rows();
  }

  /**
   * Asks the push server how it is.
   *
   * @return array<string, mixed>
   *   Value, severity and, when something is wrong, a description.
   */
  private function server(): array {
    try {
      $info = $this->api->call('info');
    }
    catch (Failure $failure) {
      $refused = $failure instanceof ServerRefused && $failure->status === 401;
      return [
        'value' => $refused ? $this->t('It refuses the API key') : $this->t('No answer'),
        'description' => $refused
          ? $this->t("\$settings['nodejs']['api_key'] must be one of the secrets in the server's api.keys.")
          : $this->t('Drupal asked @url: @reason', ['@url' => $this->settings->apiUrl(), '@reason' => $failure->getMessage()]),
        'severity' => Severity::of('Error'),
      ];
    }
    $node = is_array($info['nodes'][0] ?? NULL) ? $info['nodes'][0] : [];
    $version = $node['version'] ?? '';
    return [
      'value' => is_string($version) && $version !== ''
        ? $this->t('Version @version answers', ['@version' => $version])
        : $this->t('It answers'),
      'severity' => Severity::of('OK'),
    ];
  }

}
