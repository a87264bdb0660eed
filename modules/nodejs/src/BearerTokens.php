<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Authentication\AuthenticationCollectorInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\user\PermissionHandlerInterface;
use Drupal\user\UserInterface;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;

/**
 * Tells whose bearer tokens are, and what they may.
 *
 * By the site's own authentication providers (simple_oauth, jwt), as if each
 * token came with a request. A token may allow less than its user.
 */
final class BearerTokens {

  /**
   * A permission that no module has: who has it may everything.
   */
  private const ANY = 'nodejs: what nobody was given';

  public function __construct(
    private readonly AuthenticationCollectorInterface $providers,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly PermissionHandlerInterface $permissionHandler,
  ) {}

  /**
   * The accounts of tokens.
   *
   * @param list<string> $tokens
   *   Tokens without the word Bearer.
   *
   * @return array<int, array{uid: int, name: string, roles: list<string>, permissions: true|list<string>}>
   *   By their place in the list; who is nobody is left out.
   */
  public function of(#[\SensitiveParameter] array $tokens): array {
    $found = [];
    foreach ($tokens as $place => $token) {
      $account = $this->accountOf($token);
      if ($account !== NULL && $this->isActive($account)) {
        $found[$place] = [
          'uid' => (int) $account->id(),
          'name' => $account->getAccountName(),
          'roles' => array_values($account->getRoles(TRUE)),
          'permissions' => $this->permissionsOf($account),
        ];
      }
    }
    return $found;
  }

  /**
   * Asks the site's providers as a request would.
   */
  private function accountOf(#[\SensitiveParameter] string $token): ?AccountInterface {
    $request = Request::create('/', server: ['HTTP_AUTHORIZATION' => "Bearer $token"]);
    foreach ($this->providers->getSortedProviders() as $provider) {
      if ($provider->applies($request)) {
        try {
          return $provider->authenticate($request);
        }
        catch (HttpExceptionInterface) {
          // A token that is expired or made up: nobody.
          return NULL;
        }
      }
    }
    return NULL;
  }

  /**
   * Tells whether there is such a user, who isn't blocked.
   */
  private function isActive(AccountInterface $account): bool {
    $user = $account->isAuthenticated() ? $this->entityTypeManager->getStorage('user')->load($account->id()) : NULL;
    return $user instanceof UserInterface && $user->isActive();
  }

  /**
   * What the account may by this token; TRUE stands for all.
   *
   * @return true|list<string>
   *   Names of permissions.
   */
  private function permissionsOf(AccountInterface $account): true|array {
    if ($account->hasPermission(self::ANY)) {
      return TRUE;
    }
    $names = array_map(strval(...), array_keys($this->permissionHandler->getPermissions()));
    return array_values(array_filter($names, $account->hasPermission(...)));
  }

}
