<?php

declare(strict_types=1);

namespace Drupal\nodejs_watchdog\Hook;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Database\Connection;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Routing\RouteMatchInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs\PageSettings;
use Drupal\nodejs_watchdog\Hints;
use Drupal\nodejs_watchdog\LogPageSubscriber;

/**
 * Lets the log page hear of new messages.
 */
final class NodejsWatchdogHooks {

  use StringTranslationTrait;

  private const PERMISSION = 'access site reports';

  public function __construct(
    private readonly RouteMatchInterface $routeMatch,
    private readonly AccountProxyInterface $account,
    private readonly PageSettings $pageSettings,
    private readonly Connection $connection,
  ) {}

  /**
   * Implements hook_nodejs_user_channels().
   *
   * @return list<string>
   *   Names of channels.
   */
  #[Hook('nodejs_user_channels')]
  public function userChannels(AccountInterface $account): array {
    return $account->hasPermission(self::PERMISSION) ? [Hints::CHANNEL] : [];
  }

  /**
   * Implements hook_page_attachments().
   */
  #[Hook('page_attachments')]
  public function pageAttachments(array &$attachments): void {
    $cacheability = CacheableMetadata::createFromRenderArray($attachments)->addCacheContexts(['route.name']);
    if ($this->routeMatch->getRouteName() === LogPageSubscriber::ROUTE) {
      // What is newest now is old for the next one.
      $cacheability->setCacheMaxAge(0);
      $settings = $this->pageSettings->get($cacheability);
      if ($settings !== NULL && $this->account->hasPermission(self::PERMISSION)) {
        // Later pages say how much came since.
        $newest = $this->connection->select('watchdog', 'w');
        $newest->addExpression('MAX([w].[wid])');
        $attachments['#attached']['library'][] = 'nodejs_watchdog/live';
        $attachments['#attached']['drupalSettings']['nodejs'] = array_replace_recursive($attachments['#attached']['drupalSettings']['nodejs'] ?? [], $settings);
        $attachments['#attached']['drupalSettings']['nodejsWatchdog'] = ['channel' => Hints::CHANNEL, 'newest' => (int) $newest->execute()?->fetchField()];
      }
    }
    $cacheability->applyTo($attachments);
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_watchdog') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('The page <a href=":log">Recent log messages</a> shows new messages as they come, for all who have the permission "View site reports". Filters, order and page stay as they are; on later pages, and in another order, a line says how many messages are new. "Pause" holds the page still.', [
        ':log' => Url::fromRoute('dblog.overview')->toString(),
      ]),
      $this->t('What a message says is never sent around: open log pages are told that there is something new, and fetch it as they were fetched themselves. However much is logged, that happens no more than about once a second.'),
    ]);
  }

}
