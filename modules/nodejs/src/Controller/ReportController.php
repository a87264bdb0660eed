<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Controller\ControllerBase;
use Drupal\Core\Database\Connection;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Url;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\OutboxStatus;
use Drupal\nodejs\PageSettings;
use Drupal\nodejs\Report;
use Drupal\user\UserInterface;

/**
 * Shows who is connected, which channels have listeners, and what waits.
 */
final class ReportController extends ControllerBase {

  use AutowireTrait;

  /**
   * Most rows of a table.
   */
  private const ROWS = 50;

  public function __construct(
    private readonly ServerApi $api,
    private readonly OutboxStatus $outbox,
    private readonly PageSettings $pageSettings,
    private readonly Report $report,
    private readonly Connection $connection,
    private readonly DateFormatterInterface $dates,
  ) {}

  /**
   * Builds the page.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function page(): array {
    $this->report->look();
    $build = [
      '#type' => 'container',
      '#attributes' => ['id' => 'nodejs-report'],
      'facts' => $this->facts(),
      'channels' => $this->channels(),
      'users' => $this->users(),
    ];
    $settings = $this->pageSettings->get(new CacheableMetadata());
    if ($settings !== NULL) {
      $build['#attached'] = ['library' => ['nodejs/report'], 'drupalSettings' => ['nodejs' => $settings]];
    }
    return $build;
  }

  /**
   * The server in figures, and what waits for it.
   *
   * @return array<string, mixed>
   *   A table.
   */
  private function facts(): array {
    $rows = [];
    try {
      $info = $this->api->call('info');
      $node = is_array($info['nodes'][0] ?? NULL) ? $info['nodes'][0] : [];
      $rows = [
        [$this->t('Connections'), $this->figure($node, 'num_clients')],
        [$this->t('Users'), $this->figure($node, 'num_users')],
        [$this->t('Channels'), $this->figure($node, 'num_channels')],
        [$this->t('Running for'), $this->dates->formatInterval($this->figure($node, 'uptime'))],
        [$this->t('Version'), is_string($node['version'] ?? NULL) ? $node['version'] : ''],
      ];
    }
    catch (Failure $failure) {
      $rows[] = ['class' => ['color-error'], 'data' => [$this->t('Push server'), $this->t('No answer: @reason', ['@reason' => $failure->getMessage()])]];
    }
    foreach ($this->outbox->rows() as $row) {
      $rows[] = [OutboxStatus::shortTitle($row), $row['value']];
    }
    return [
      '#type' => 'table',
      '#caption' => $this->t('Push server'),
      '#rows' => $rows,
    ];
  }

  /**
   * The channels with the most listeners.
   *
   * @return array<string, mixed>
   *   A table.
   */
  private function channels(): array {
    try {
      $found = $this->api->call('channels')['channels'] ?? [];
    }
    catch (Failure) {
      return [];
    }
    $counts = array_map(fn (mixed $channel): int => $this->figure((array) $channel, 'num_clients'), is_array($found) ? $found : []);
    arsort($counts);
    $rows = [];
    foreach (array_slice($counts, 0, self::ROWS, TRUE) as $name => $count) {
      $rows[] = [['data' => ['#plain_text' => $name], 'dir' => 'ltr', 'class' => ['nodejs-report__channel']], $count];
    }
    return [
      '#type' => 'table',
      '#caption' => $this->t('Channels'),
      '#header' => [$this->t('Channel'), $this->t('Listeners')],
      '#rows' => $rows,
      '#empty' => $this->t('Nobody listens to anything.'),
    ];
  }

  /**
   * The users that are connected.
   *
   * @return array<string, mixed>
   *   A table.
   */
  private function users(): array {
    $found = $this->connection->select('nodejs_presence', 'p')->fields('p', ['uid', 'login_time'])->orderBy('login_time', 'DESC')->range(0, self::ROWS)->execute();
    $since = $found?->fetchAllKeyed() ?? [];
    $mayDisconnect = $this->currentUser()->hasPermission('disconnect nodejs users');
    $rows = [];
    foreach ($this->entityTypeManager()->getStorage('user')->loadMultiple(array_keys($since)) as $uid => $user) {
      if ($user instanceof UserInterface) {
        $row = [
          ['data' => ['#theme' => 'username', '#account' => $user]],
          $this->dates->formatTimeDiffSince((int) $since[$uid]),
        ];
        if ($mayDisconnect) {
          $row[] = [
            'data' => [
              '#type' => 'operations',
              '#links' => ['disconnect' => ['title' => $this->t('Disconnect'), 'url' => Url::fromRoute('nodejs.disconnect', ['user' => $uid])]],
            ],
          ];
        }
        $rows[] = $row;
      }
    }
    return [
      '#type' => 'table',
      '#caption' => $this->t('Users'),
      '#header' => [$this->t('User'), $this->t('Connected for'), ...($mayDisconnect ? [$this->t('Operations')] : [])],
      '#rows' => $rows,
      // The first row may come later, into the page that is there.
      '#attached' => ['library' => ['core/drupal.dropbutton']],
      '#empty' => $this->t("Nobody is connected, or the server doesn't tell: its backend.events must have online and offline."),
    ];
  }

  /**
   * A figure of the server's answer.
   *
   * @param array<array-key, mixed> $values
   *   The answer's members.
   * @param string $name
   *   The figure's name.
   */
  private function figure(array $values, string $name): int {
    return is_int($values[$name] ?? NULL) ? $values[$name] : 0;
  }

}
