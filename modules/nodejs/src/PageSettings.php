<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Asset\AssetQueryStringInterface;
use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Extension\ModuleExtensionList;
use Drupal\Core\File\FileUrlGeneratorInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\Core\Url;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Core\TokenIssuer;

/**
 * What a page tells its script, of which nothing is a user's own.
 */
final class PageSettings {

  public function __construct(
    private readonly Settings $settings,
    private readonly Identities $identities,
    private readonly TokenIssuer $issuer,
    private readonly AccountProxyInterface $account,
    private readonly ModuleExtensionList $modules,
    private readonly FileUrlGeneratorInterface $files,
    private readonly AssetQueryStringInterface $queryString,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * The settings that every page has which may listen.
   *
   * @param \Drupal\Core\Cache\RefinableCacheableDependencyInterface $cacheability
   *   Is told what they depend on.
   *
   * @return array<string, mixed>|null
   *   For drupalSettings.nodejs; NULL while the site isn't set up, for a
   *   browser could do nothing but fail.
   */
  public function get(RefinableCacheableDependencyInterface $cacheability): ?array {
    $cacheability->addCacheTags(['config:nodejs.settings']);
    if ($this->settings->problems() !== []) {
      return NULL;
    }
    $cacheability->addCacheContexts(['user.roles:anonymous']);
    $token_url = Url::fromRoute('nodejs.token')->toString(TRUE);
    $cacheability->addCacheableDependency($token_url);
    return [
      'url' => $this->settings->publicUrl(),
      'script' => $this->script(),
      'tokenUrl' => $token_url->getGeneratedUrl(),
      'site' => $this->settings->site(),
      'tokens' => $this->tokens($this->identities->publicChannels()),
    ] + ($this->configFactory->get('nodejs.settings')->get('share_connection') ? ['share' => TRUE] : []) + ($this->account->isAnonymous() ? $this->visitor() : []);
  }

  /**
   * Where the script is that a page loads when somebody listens.
   */
  public function script(): string {
    return $this->asset('nodejs', 'js/dist/client.js');
  }

  /**
   * Where a file of a module's is that a page fetches later; elsewhere as soon as the site's caches are emptied.
   */
  public function asset(string $module, string $file): string {
    return $this->files->generateString($this->modules->getPath($module) . '/' . $file) . '?' . $this->queryString->get();
  }

  /**
   * Tokens that are good for anybody and for good.
   *
   * @param list<string> $channels
   *   Names of channels.
   *
   * @return array<string, string>
   *   Tokens by channel.
   */
  public function tokens(array $channels): array {
    return array_combine($channels, array_map($this->issuer->publicToken(...), $channels));
  }

  /**
   * What only pages for anonymous visitors have.
   *
   * @return array<string, mixed>
   *   Whether they need no token to connect: if modules grant them no channel
   *   beyond the public ones.
   */
  private function visitor(): array {
    $visitor = $this->identities->of(new AnonymousUserSession());
    return array_diff($visitor->channels, $visitor->public) === [] ? ['anonymous' => TRUE] : [];
  }

}
