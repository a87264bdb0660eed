<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\ConnectionTest;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\DoctorFindings;
use Drupal\nodejs\OutboxStatus;
use Drupal\nodejs\RevocationStatus;
use Drupal\nodejs\Severity;
use Symfony\Component\HttpFoundation\RequestStack;

/**
 * Tells the status report whether real-time works, and what is missing.
 */
final class NodejsRequirementsHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly Settings $settings,
    private readonly ConnectionTest $test,
    private readonly RequestStack $requestStack,
    private readonly OutboxStatus $outbox,
    private readonly RevocationStatus $revocations,
    private readonly DoctorFindings $doctor,
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
            'remedy' => ['#plain_text' => $this->t("Secrets belong into \$settings['nodejs'] in settings.php; see the module's README. The settings page makes a line for it.")],
          ],
          'severity' => Severity::of('Error'),
        ],
      ];
    }
    return ['nodejs_settings' => $keys + ['value' => $this->t('Complete'), 'severity' => Severity::of('OK')]]
      + $this->legs() + $this->mixedContent() + $this->outbox->rows() + $this->revocations->rows() + $this->doctor->rows();
  }

  /**
   * Tells of the ways between site and server.
   *
   * @return array<string, array<string, mixed>>
   *   Rows; of what works no more than the first.
   */
  private function legs(): array {
    $rows = [];
    foreach ($this->test->run() as $name => $leg) {
      if ($name === 'server' || $leg->works === FALSE) {
        $rows['nodejs_' . $name] = array_filter([
          'title' => $name === 'server' ? $this->t('Node.js integration: push server') : $this->t('Node.js integration: @leg', ['@leg' => $leg->title]),
          'value' => $leg->value,
          'description' => $leg->remedy,
          'severity' => Severity::of(match ($leg->works) {
            TRUE => 'OK',
            FALSE => 'Error',
            NULL => 'Info',
          }),
        ], static fn (mixed $item): bool => $item !== NULL);
      }
    }
    return $rows;
  }

  /**
   * Tells of a page that a browser would not let connect.
   *
   * @return array<string, array<string, mixed>>
   *   A row, or none.
   */
  private function mixedContent(): array {
    $isSecure = $this->requestStack->getCurrentRequest()?->isSecure() === TRUE;
    if (!$isSecure || preg_match('#^(ws|http)://#i', $this->settings->publicUrl()) !== 1) {
      return [];
    }
    return [
      'nodejs_mixed_content' => [
        'title' => $this->t('Node.js integration: address for browsers'),
        'value' => $this->t('Not encrypted'),
        'description' => $this->t('This site is served by https, so browsers refuse @url. Use a path of this site that the web server passes on, or wss://.', ['@url' => $this->settings->publicUrl()]),
        'severity' => Severity::of('Error'),
      ],
    ];
  }

}
