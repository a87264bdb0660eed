<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Hook;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\Url;
use Drupal\nodejs\Hook\NodejsPageHooks;
use Drupal\nodejs_notify\Choices;

/**
 * Lets pages show notices.
 */
final class NotifyPageHooks {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly NodejsPageHooks $pages,
    private readonly AccountProxyInterface $account,
    private readonly Choices $choices,
  ) {}

  /**
   * Implements hook_page_attachments().
   */
  #[Hook('page_attachments')]
  public function pageAttachments(array &$attachments): void {
    // What this depends on, the module nodejs has said.
    if (!$this->pages->isConnectingPage()) {
      return;
    }
    $config = $this->configFactory->get('nodejs_notify.settings');
    $attachments['#attached']['library'][] = 'nodejs_notify/toasts';
    $attachments['#attached']['drupalSettings']['nodejsNotify'] = ['lifetime' => (int) $config->get('lifetime')];
    CacheableMetadata::createFromRenderArray($attachments)->addCacheableDependency($config)->applyTo($attachments);
  }

  /**
   * Implements hook_js_settings_alter().
   *
   * Runs after the caches of rendered pages, so it may speak of the user.
   */
  #[Hook('js_settings_alter')]
  public function jsSettingsAlter(array &$settings): void {
    if (!isset($settings['nodejsNotify']) || $this->account->isAnonymous()) {
      return;
    }
    $uid = (int) $this->account->id();
    $settings['nodejsNotify'] += [
      'toasts' => $this->choices->wantsToasts($uid),
      'muted' => $this->choices->muted($uid),
      'inbox' => self::path('nodejs_notify.inbox'),
      'panel' => self::path('nodejs_notify.panel'),
      'unread' => self::path('nodejs_notify.unread'),
      'read' => self::path('nodejs_notify.read'),
      'csrf' => self::path('system.csrftoken'),
    ];
  }

  /**
   * The path of a route.
   */
  private static function path(string $route): string {
    return Url::fromRoute($route)->toString(TRUE)->getGeneratedUrl();
  }

}
