<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Component\Utility\Unicode;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;

/**
 * Tells the status report what waits, since when, and what came too late.
 */
final class OutboxStatus {

  use StringTranslationTrait;

  /**
   * Seconds that a message may wait before it is worth a warning.
   */
  private const LONG = 60;

  /**
   * Seconds for which messages that expired are worth a warning: a day.
   */
  private const RECENT = 86400;

  public function __construct(
    private readonly DatabaseOutboxStore $store,
    private readonly KeyValueBreaker $breaker,
    private readonly DateFormatterInterface $dates,
    private readonly TimeInterface $time,
  ) {}

  /**
   * The report's rows.
   *
   * @return array<string, array<string, mixed>>
   *   By name.
   */
  public function rows(): array {
    return ['nodejs_outbox' => $this->backlog(), 'nodejs_breaker' => $this->breaker(), 'nodejs_expired' => $this->expired()];
  }

  /**
   * A row's title where it needn't be said whose row it is.
   *
   * @param array<string, mixed> $row
   *   The row.
   */
  public static function shortTitle(array $row): string {
    return Unicode::ucfirst((string) preg_replace('/^[^:]*: /', '', (string) $row['title']));
  }

  /**
   * What waits.
   *
   * @return array<string, mixed>
   *   A row.
   */
  private function backlog(): array {
    ['messages' => $messages, 'since' => $since] = $this->store->backlog();
    $title = $this->t('Node.js integration: outbox');
    if ($messages === 0) {
      return ['title' => $title, 'value' => $this->t('Empty'), 'severity' => Severity::of('OK')];
    }
    $age = max(0, $this->time->getCurrentTime() - $since);
    return [
      'title' => $title,
      'value' => $this->formatPlural($messages, '1 message waits, for @age', '@count messages wait, the oldest for @age', ['@age' => $this->dates->formatInterval($age)]),
      'severity' => Severity::of($age > self::LONG ? 'Warning' : 'OK'),
    ];
  }

  /**
   * Whether pages send.
   *
   * @return array<string, mixed>
   *   A row.
   */
  private function breaker(): array {
    $outage = $this->breaker->outage();
    $title = $this->t('Node.js integration: publishing');
    if ($outage === NULL) {
      return ['title' => $title, 'value' => $this->t('At the end of each request'), 'severity' => Severity::of('OK')];
    }
    return [
      'title' => $title,
      'value' => $this->t('Paused for @age', ['@age' => $this->dates->formatInterval(max(0, $this->time->getCurrentTime() - $outage['since']))]),
      'description' => $this->t("The push server didn't take a message: @reason. What waits leaves when the server calls this site, or with cron.", ['@reason' => rtrim($outage['reason'], '.')]),
      'severity' => Severity::of('Warning'),
    ];
  }

  /**
   * What came too late.
   *
   * @return array<string, mixed>
   *   A row.
   */
  private function expired(): array {
    ['messages' => $messages, 'last' => $last] = $this->store->expired();
    $title = $this->t('Node.js integration: messages that expired unsent');
    if ($messages === 0) {
      return ['title' => $title, 'value' => $this->t('None'), 'severity' => Severity::of('OK')];
    }
    $age = max(0, $this->time->getCurrentTime() - $last);
    return [
      'title' => $title,
      'value' => $this->t('@count, the last @age ago', ['@count' => $messages, '@age' => $this->dates->formatInterval($age)]),
      'description' => $this->t('A message that waits longer than five minutes is dropped: an old notice is worse than none.'),
      'severity' => Severity::of($age < self::RECENT ? 'Warning' : 'OK'),
    ];
  }

}
