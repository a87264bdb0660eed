<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\Core\Session\PermissionsHashGeneratorInterface;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Core\Ticket;
use Drupal\nodejs\Core\TokenIssuer;

/**
 * Lets what is rendered listen to channels, whichever caches keep it.
 *
 * Call it while building, when the current user's access to the content has
 * been checked. Visitors get tokens that cost no request; users get tickets,
 * which the token route swaps if their permissions are still the same.
 */
final class PageChannels {

  public function __construct(
    private readonly PageSettings $pageSettings,
    private readonly Settings $settings,
    private readonly TokenIssuer $issuer,
    private readonly AccountProxyInterface $account,
    private readonly PermissionsHashGeneratorInterface $permissions,
  ) {}

  /**
   * Lets a render array listen to a channel.
   *
   * What the channel's name says, its listeners may know. Whoever listened as a
   * visitor may listen for good: put the audience into the name (see Audience)
   * where that isn't meant.
   *
   * @param array<string, mixed> $build
   *   The render array. It gets settings, the library and cache contexts.
   * @param string $channel
   *   The channel's full name, e.g. "entity:node-12".
   *
   * @throws \InvalidArgumentException
   *   For a channel that belongs to one user or session.
   */
  public function attach(array &$build, string $channel): void {
    $cacheability = CacheableMetadata::createFromRenderArray($build);
    $settings = $this->pageSettings->get($cacheability);
    $cacheability->addCacheContexts(['user.permissions'])->applyTo($build);
    if ($settings === NULL) {
      return;
    }
    $permissions = $this->permissions->generate($this->account);
    $ticket = Ticket::sign($this->settings->tokenKey(), $this->settings->site(), $channel, $permissions);
    if ($this->account->isAnonymous()) {
      $settings['tokens'][$channel] = $this->issuer->publicToken($channel);
    }
    else {
      $settings['tickets'][$channel] = $ticket;
    }
    $build['#attached']['library'][] = 'nodejs/nodejs';
    $build['#attached']['drupalSettings']['nodejs'] = array_replace_recursive($build['#attached']['drupalSettings']['nodejs'] ?? [], $settings);
  }

  /**
   * The channels that an account's tickets open.
   *
   * @param string $body
   *   The body of a request to the token route.
   *
   * @return list<string>|null
   *   Names of channels; NULL when the body isn't as agreed.
   */
  public function redeem(string $body): ?array {
    $permissions = $this->permissions->generate($this->account);
    return Ticket::redeem($body, fn (string $channel, string $ticket): bool => Ticket::verify($ticket, $this->settings->tokenKey(), $this->settings->site(), $channel, $permissions));
  }

}
