<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs_presence\Roster;
use Drupal\user\UserInterface;
use Symfony\Component\HttpFoundation\JsonResponse;

/**
 * Tells a page, when it connects, who is online.
 */
final class RosterController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly Roster $roster,
    private readonly AccountProxyInterface $account,
  ) {}

  /**
   * Answers GET /nodejs/presence.
   */
  public function roster(): JsonResponse {
    $users = array_map(static fn (UserInterface $user): array => [
      'uid' => (string) $user->id(),
      'name' => (string) $user->getDisplayName(),
      'url' => $user->access('view') ? $user->toUrl()->toString() : NULL,
    ], $this->roster->seenBy($this->account));
    // Who comes later is linked by the page itself.
    $profiles = $this->account->hasPermission('access user profiles');
    return new JsonResponse(['users' => $users, 'profiles' => $profiles], 200, ['Cache-Control' => 'no-store, private']);
  }

}
