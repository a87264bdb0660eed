<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe\Hook;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs\Hook\NodejsPageHooks;
use Drupal\nodejs_subscribe\Subscriptions;
use Drupal\nodejs_subscribe\Telling;

/**
 * What the module does at Drupal's other calls.
 */
final class SubscribeHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly Subscriptions $subscriptions,
    private readonly Telling $telling,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly NodejsPageHooks $pages,
    private readonly AccountProxyInterface $account,
  ) {}

  /**
   * Implements hook_nodejs_notify_categories().
   *
   * @return array<string, string|\Stringable>
   *   What users can do without.
   */
  #[Hook('nodejs_notify_categories')]
  public function nodejsNotifyCategories(): array {
    return [Telling::CATEGORY => $this->t('What I follow')];
  }

  /**
   * Implements hook_page_attachments().
   *
   * Without nodejs_notify the classic library shows what followers are told.
   */
  #[Hook('page_attachments')]
  public function pageAttachments(array &$attachments): void {
    if ($this->telling->isByNotices()) {
      return;
    }
    CacheableMetadata::createFromRenderArray($attachments)->addCacheContexts(['user.permissions'])->applyTo($attachments);
    if ($this->account->isAuthenticated() && $this->account->hasPermission('follow content') && $this->pages->isConnectingPage()) {
      $attachments['#attached']['library'][] = 'nodejs/legacy';
    }
  }

  /**
   * Implements hook_modules_uninstalled().
   */
  #[Hook('modules_uninstalled')]
  public function modulesUninstalled(): void {
    $this->subscriptions->keepTypes(array_keys($this->entityTypeManager->getDefinitions()));
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_subscribe') {
      return NULL;
    }
    $urls = [
      ':settings' => Url::fromRoute('nodejs_subscribe.settings')->toString(),
      ':permissions' => Url::fromRoute('user.admin_permissions')->toString(),
    ];
    return HelpPage::build([
      $this->t('Users follow content: they are told at once when it changes, when somebody comments on it, and when it is deleted. Each is told only what they may view at that moment, and nobody of what they did themselves.'),
    ], [
      [$this->t('Offering it'), $this->t('Choose <a href=":settings">what can be followed</a>, and give roles the <a href=":permissions">permission</a> "Follow content". The button stands where the fields are: move or hide it on "Manage display".', $urls)],
      [$this->t('Following'), $this->t('Press "Follow" where you read something. The tab "Following" of your account lists what you follow.')],
      [$this->t('Being told'), $this->t('With the module Node.js notices by its toasts, bell and devices; without it by a message on the pages that are open at that moment.')],
    ]);
  }

}
