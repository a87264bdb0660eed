<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence;

use Drupal\Component\Utility\Crypt;
use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\PrivateKey;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\PageChannels;

/**
 * Where people are together: a page, or content that they edit.
 */
final class Places {

  public function __construct(
    private readonly PageChannels $channels,
    private readonly AccountProxyInterface $account,
    private readonly PrivateKey $privateKey,
  ) {}

  /**
   * The channel of those who view a page.
   */
  public function ofPage(string $path): string {
    return $this->name('page', $path);
  }

  /**
   * The channel of those who edit an entity.
   */
  public function ofEdit(EntityInterface $entity): string {
    return $this->name('edit', $entity->getEntityTypeId() . ':' . $entity->id());
  }

  /**
   * Whether a channel is that of a place.
   */
  public function isPlace(string $channel): bool {
    return str_starts_with($channel, 'presence:page-') || str_starts_with($channel, 'presence:edit-');
  }

  /**
   * An element that shows who else is in a place.
   *
   * @param string $channel
   *   The place.
   * @param string $kind
   *   "page" or "edit".
   *
   * @return array<string, mixed>
   *   A render array; only its cacheability for who may not see others.
   */
  public function show(string $channel, string $kind): array {
    $build = [];
    $cacheability = (new CacheableMetadata())->addCacheContexts(['user.permissions', 'user.roles:authenticated']);
    if ($this->account->isAuthenticated() && $this->account->hasPermission('view nodejs presence')) {
      $build = [
        '#type' => 'html_tag',
        '#tag' => 'div',
        '#attributes' => [
          'class' => ['nodejs-presence', 'nodejs-presence--' . $kind],
          'data-nodejs-presence' => $channel,
          'data-nodejs-presence-kind' => $kind,
        ],
        '#attached' => ['library' => ['nodejs_presence/presence']],
      ];
      $this->channels->attach($build, $channel);
    }
    $cacheability->merge(CacheableMetadata::createFromRenderArray($build))->applyTo($build);
    return $build;
  }

  /**
   * Names a place, and discloses nothing of it.
   */
  private function name(string $kind, string $what): string {
    return "presence:$kind-" . substr(Crypt::hmacBase64("nodejs-presence\n$kind\n$what", $this->privateKey->get()), 0, 22);
  }

}
