<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e\Controller;

use Drupal\Core\Controller\ControllerBase;
use Drupal\user\PermissionHandlerInterface;
use Symfony\Component\DependencyInjection\ContainerInterface;
use Symfony\Component\HttpFoundation\JsonResponse;

/**
 * What Drupal itself says about the session cookie of a request.
 */
final class WhoAmI extends ControllerBase {

  public function __construct(
    private readonly PermissionHandlerInterface $permissionHandler,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container): self {
    return new self($container->get('user.permissions'));
  }

  /**
   * The account, and its answer for every permission of the site.
   */
  public function answer(): JsonResponse {
    $account = $this->currentUser();
    $permissions = [];
    foreach (array_keys($this->permissionHandler->getPermissions()) as $permission) {
      $permissions[$permission] = $account->hasPermission($permission);
    }
    return new JsonResponse([
      'uid' => (int) $account->id(),
      'name' => $account->getAccountName(),
      'roles' => $account->getRoles(),
      'permissions' => $permissions,
    ]);
  }

}
