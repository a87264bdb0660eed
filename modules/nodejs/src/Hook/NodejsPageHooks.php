<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Path\CurrentPathStack;
use Drupal\Core\Path\PathMatcherInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\ContentTokens;
use Drupal\nodejs\Handlers;
use Drupal\nodejs\PageSettings;
use Drupal\path_alias\AliasManagerInterface;

/**
 * Lets pages connect to the push server.
 */
final class NodejsPageHooks {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly PageSettings $pageSettings,
    private readonly ContentTokens $contentTokens,
    private readonly AccountProxyInterface $account,
    private readonly PathMatcherInterface $pathMatcher,
    private readonly CurrentPathStack $currentPath,
    private readonly AliasManagerInterface $aliases,
    private readonly Handlers $handlers,
  ) {}

  /**
   * Implements hook_page_attachments().
   */
  #[Hook('page_attachments')]
  public function pageAttachments(array &$attachments): void {
    $cacheability = CacheableMetadata::createFromRenderArray($attachments);
    if ($this->connects($cacheability)) {
      // Nothing here is a user's own, so caches may share the page. Users' own
      // tokens come from the token route.
      $settings = $this->pageSettings->get($cacheability);
      if ($settings !== NULL) {
        $attachments['#attached']['library'] = [...$attachments['#attached']['library'] ?? [], 'nodejs/nodejs', ...$this->handlers->libraries()];
        $attachments['#attached']['drupalSettings']['nodejs'] = array_replace_recursive($attachments['#attached']['drupalSettings']['nodejs'] ?? [], $settings);
      }
    }
    $cacheability->applyTo($attachments);
  }

  /**
   * Implements hook_library_info_build().
   *
   * @return array<string, array<string, mixed>>
   *   The library of scripts that are named by path.
   */
  #[Hook('library_info_build')]
  public function libraryInfoBuild(): array {
    return $this->handlers->build();
  }

  /**
   * Tells whether the page of this request connects.
   */
  public function isConnectingPage(): bool {
    $cacheability = new CacheableMetadata();
    return $this->connects($cacheability) && $this->pageSettings->get($cacheability) !== NULL;
  }

  /**
   * Implements hook_js_settings_alter().
   *
   * Runs after the caches of rendered pages, so it may speak of the user.
   */
  #[Hook('js_settings_alter')]
  public function jsSettingsAlter(array &$settings): void {
    if (!isset($settings['nodejs'])) {
      return;
    }
    if ($this->account->isAuthenticated()) {
      $settings['nodejs']['user'] = (string) $this->account->id();
    }
    // As in the classic, pages know content channels by their bare names.
    foreach ($this->contentTokens->all() as $channel => $token) {
      $settings['nodejs']['contentTokens'][substr($channel, strlen('content:'))] = $token;
    }
  }

  /**
   * Tells whether this page connects, and what that depends on.
   */
  private function connects(CacheableMetadata $cacheability): bool {
    $config = $this->configFactory->get('nodejs.settings');
    $cacheability->addCacheableDependency($config);
    if ($config->get('authenticated_users_only')) {
      $cacheability->addCacheContexts(['user.roles:authenticated']);
      if ($this->account->isAnonymous()) {
        return FALSE;
      }
    }
    return $this->contentTokens->all() !== [] || $this->matchesPages((string) $config->get('pages'), $cacheability);
  }

  /**
   * Tells whether the path, or its alias, is one of the pages.
   */
  private function matchesPages(string $pages, CacheableMetadata $cacheability): bool {
    if (trim($pages) === '*') {
      return TRUE;
    }
    $cacheability->addCacheContexts(['url.path']);
    $pages = mb_strtolower($pages);
    $path = $this->currentPath->getPath();
    $path = $path === '/' ? $path : rtrim($path, '/');
    return $this->pathMatcher->matchPath(mb_strtolower($path), $pages)
      || $this->pathMatcher->matchPath(mb_strtolower($this->aliases->getAliasByPath($path)), $pages);
  }

}
