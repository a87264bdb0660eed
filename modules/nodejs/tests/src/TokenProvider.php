<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs;

use Drupal\Core\Authentication\AuthenticationProviderInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\UserSession;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpKernel\Exception\UnauthorizedHttpException;

/**
 * Lets users in by tokens `of-UID`, as simple_oauth does by its own.
 *
 * A token allows what its user may, but not to administer users.
 */
final class TokenProvider implements AuthenticationProviderInterface {

  public function __construct(private readonly EntityTypeManagerInterface $entityTypeManager) {}

  /**
   * {@inheritdoc}
   */
  public function applies(Request $request): bool {
    return str_starts_with((string) $request->headers->get('Authorization'), 'Bearer ');
  }

  /**
   * {@inheritdoc}
   */
  public function authenticate(Request $request): AccountInterface {
    preg_match('/^Bearer of-(\d+)$/D', (string) $request->headers->get('Authorization'), $found);
    $user = $this->entityTypeManager->getStorage('user')->load($found[1] ?? 0);
    if (!$user instanceof AccountInterface || $user->isAnonymous()) {
      throw new UnauthorizedHttpException('Bearer');
    }
    return new class(['uid' => $user->id(), 'name' => $user->getAccountName(), 'roles' => $user->getRoles()]) extends UserSession {

      /**
       * {@inheritdoc}
       */
      public function hasPermission($permission): bool {
        return $permission !== 'administer users' && parent::hasPermission($permission);
      }

    };
  }

}
