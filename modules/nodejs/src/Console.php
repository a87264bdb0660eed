<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\Legacy;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\Publisher;
use Drupal\nodejs\Core\ServerApi;

/**
 * What the commands of Drush and of core do; they only print it.
 *
 * @throws \Drupal\nodejs\Core\Failure
 *   From each method that asks the server, when it doesn't do it.
 */
final class Console {

  public function __construct(
    private readonly ConnectionTest $test,
    private readonly ServerApi $api,
    private readonly Publisher $publisher,
    private readonly Outbox $outbox,
    private readonly OutboxStatus $outboxStatus,
    private readonly DatabaseOutboxStore $store,
    private readonly Legacy $legacy,
    private readonly SettingsFactory $settings,
  ) {}

  /**
   * Every way between site and server, and what waits.
   *
   * @return list<array{way: string, works: string, result: string, remedy: string}>
   *   Rows; "works" is "yes", "no" or "?".
   */
  public function status(): array {
    $rows = [];
    foreach ($this->test->run() as $leg) {
      $rows[] = [
        'way' => (string) $leg->title,
        'works' => $leg->works === NULL ? '?' : ($leg->works ? 'yes' : 'no'),
        'result' => (string) $leg->value,
        'remedy' => (string) $leg->remedy,
      ];
    }
    foreach ($this->outboxStatus->rows() as $row) {
      $rows[] = [
        'way' => OutboxStatus::shortTitle($row),
        'works' => '',
        'result' => (string) $row['value'],
        'remedy' => (string) ($row['description'] ?? ''),
      ];
    }
    return $rows;
  }

  /**
   * Whether all that can be tried works.
   *
   * @param list<array{way: string, works: string, result: string, remedy: string}> $status
   *   As of status().
   */
  public function isHealthy(array $status): bool {
    return !in_array('no', array_column($status, 'works'), TRUE);
  }

  /**
   * Publishes now.
   *
   * @param string $channel
   *   The channel.
   * @param string $json
   *   The data as JSON.
   *
   * @return string
   *   The publication's place.
   */
  public function publish(string $channel, string $json): string {
    $position = $this->publisher->publish(new Publication($channel, json_decode($json, FALSE, 64, JSON_THROW_ON_ERROR)));
    return $position->offset . '@' . $position->epoch;
  }

  /**
   * Sends a notice.
   *
   * @param string $audience
   *   "all", "user:7", "role:editor", or a channel.
   * @param string $subject
   *   The notice's heading.
   * @param string $body
   *   The notice's text.
   */
  public function notify(string $audience, string $subject, string $body): bool {
    $message = (object) [
      'channel' => $audience,
      'broadcast' => $audience === 'all',
      'callback' => 'nodejsNotify',
      'data' => (object) ['subject' => $subject, 'body' => $body],
    ];
    return $this->legacy->send($message) !== FALSE;
  }

  /**
   * Closes all connections of a user.
   */
  public function kick(string $uid): bool {
    return $this->legacy->kick($uid);
  }

  /**
   * The channels that have listeners.
   *
   * @return list<array{channel: string, listeners: int}>
   *   The most first.
   */
  public function channels(string $prefix = ''): array {
    $found = $this->api->call('channels', ['prefix' => $prefix])['channels'] ?? [];
    $rows = [];
    foreach (is_array($found) ? $found : [] as $name => $channel) {
      $count = is_array($channel) ? ($channel['num_clients'] ?? 0) : 0;
      $rows[] = ['channel' => (string) $name, 'listeners' => is_int($count) ? $count : 0];
    }
    usort($rows, static fn (array $a, array $b): int => $b['listeners'] <=> $a['listeners']);
    return $rows;
  }

  /**
   * Sends what waits.
   *
   * @return array{sent: int, left: int, expired: int}
   *   Messages.
   */
  public function flush(): array {
    $run = $this->outbox->probe();
    return ['sent' => $run->sent, 'left' => $this->store->backlog()['messages'], 'expired' => $run->expired];
  }

  /**
   * New secrets: a line for the site and the server's configuration.
   *
   * @param string $url
   *   The site's address.
   *
   * @return array{line: string, server: string}
   *   Both are secret.
   */
  public function pair(string $url): array {
    $pairing = $this->settings->pairing();
    $parts = (array) parse_url($url);
    $origin = ($parts['scheme'] ?? 'http') . '://' . ($parts['host'] ?? 'localhost') . (isset($parts['port']) ? ':' . $parts['port'] : '');
    return ['line' => $pairing->line(), 'server' => $pairing->serverConfig($origin, rtrim($url, '/'))];
  }

}
