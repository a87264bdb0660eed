<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\KeyValueStore\KeyValueExpirableFactoryInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;

/**
 * What "drupal-nodejs doctor" found, for the status report.
 *
 * It tries what PHP can't: the way of browsers through the web server.
 */
final class DoctorFindings {

  use StringTranslationTrait;

  private const KEY = 'doctor';

  /**
   * Seconds after which it says nothing any more: 30 days.
   */
  private const KEPT = 2592000;

  /**
   * Legs of one examination, and characters of each text, at most.
   */
  private const LEGS = 64;
  private const LENGTH = 1000;

  private const STATES = ['ok', 'warning', 'failed', 'skipped'];

  public function __construct(
    private readonly KeyValueExpirableFactoryInterface $keyValue,
    private readonly DateFormatterInterface $dates,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Keeps what was found, instead of what was found before.
   *
   * @param mixed $legs
   *   A list with name, state, found and, where something is wrong, code and
   *   remedy.
   *
   * @return bool
   *   Whether it was such a list.
   */
  public function keep(mixed $legs): bool {
    if (!is_array($legs) || !array_is_list($legs) || count($legs) > self::LEGS) {
      return FALSE;
    }
    $kept = [];
    foreach ($legs as $leg) {
      if (!is_array($leg) || !in_array($leg['state'] ?? NULL, self::STATES, TRUE)) {
        return FALSE;
      }
      $texts = [];
      foreach (['name', 'state', 'found', 'code', 'remedy'] as $name) {
        $text = $leg[$name] ?? '';
        if (!is_string($text)) {
          return FALSE;
        }
        $texts[$name] = mb_substr($text, 0, self::LENGTH);
      }
      $kept[] = $texts;
    }
    $this->keyValue->get('nodejs_events')->setWithExpire(self::KEY, ['at' => $this->time->getCurrentTime(), 'legs' => $kept], self::KEPT);
    return TRUE;
  }

  /**
   * The report's row.
   *
   * @return array<string, array<string, mixed>>
   *   By name.
   */
  public function rows(): array {
    $title = $this->t('Node.js integration: doctor');
    $kept = $this->keyValue->get('nodejs_events')->get(self::KEY);
    if (!is_array($kept)) {
      return [
        'nodejs_doctor' => [
          'title' => $title,
          'value' => $this->t('Not asked yet'),
          'description' => $this->t('"npx drupal-nodejs doctor", where the push server runs, tries the way of browsers through the web server, too. What it finds is shown here.'),
          'severity' => Severity::of('Info'),
        ],
      ];
    }
    ['at' => $at, 'legs' => $legs] = $kept;
    $failed = count(array_filter($legs, static fn (array $leg): bool => $leg['state'] === 'failed'));
    $ago = $this->dates->formatInterval(max(0, $this->time->getCurrentTime() - $at));
    return [
      'nodejs_doctor' => [
        'title' => $title,
        'value' => $failed === 0
          ? $this->t('@ago ago everything worked', ['@ago' => $ago])
          : $this->formatPlural($failed, '@ago ago something failed', '@ago ago @count ways failed', ['@ago' => $ago]),
        'description' => [
          'list' => ['#theme' => 'item_list', '#items' => array_map($this->line(...), $legs)],
          'again' => ['#plain_text' => $failed === 0 ? '' : $this->t('After a change run it again.')],
        ],
        // It may have been mended since.
        'severity' => Severity::of($failed === 0 ? 'OK' : 'Warning'),
      ],
    ];
  }

  /**
   * A leg as the doctor itself prints it.
   *
   * @param array<string, string> $leg
   *   What was kept.
   */
  private function line(array $leg): string {
    $mark = ['ok' => 'ok', 'warning' => '!!', 'failed' => 'NO', 'skipped' => '--'][$leg['state']];
    return "$mark {$leg['name']}: {$leg['found']}"
      . ($leg['code'] === '' ? '' : " ({$leg['code']})")
      . ($leg['remedy'] === '' ? '' : " → {$leg['remedy']}");
  }

}
