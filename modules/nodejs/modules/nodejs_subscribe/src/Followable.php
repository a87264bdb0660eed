<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Entity\ContentEntityTypeInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeBundleInfoInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Routing\RouteMatchInterface;
use Drupal\Core\Session\AccountInterface;

/**
 * Says what can be followed, and by whom.
 */
final class Followable {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly EntityTypeBundleInfoInterface $bundles,
  ) {}

  /**
   * What the settings can offer: all content that has a page of its own.
   *
   * @return array<string, string>
   *   Labels by "TYPE.BUNDLE".
   */
  public function offered(): array {
    $offered = [];
    foreach ($this->entityTypeManager->getDefinitions() as $id => $type) {
      if (!$type instanceof ContentEntityTypeInterface || !$type->hasLinkTemplate('canonical') || !$type->hasViewBuilderClass() || $id === 'comment') {
        continue;
      }
      foreach ($this->bundles->getBundleInfo($id) as $bundle => $info) {
        $offered[$id . '.' . $bundle] = (string) $type->getLabel() . ($bundle === $id ? '' : ': ' . $info['label']);
      }
    }
    return $offered;
  }

  /**
   * What can be followed.
   *
   * @return list<string>
   *   Of the form "TYPE.BUNDLE".
   */
  public function kinds(): array {
    return array_values(array_map(strval(...), (array) $this->configFactory->get('nodejs_subscribe.settings')->get('followable')));
  }

  /**
   * Whether an entity is of a kind that can be followed.
   */
  public function includes(EntityInterface $entity): bool {
    return in_array($entity->getEntityTypeId() . '.' . $entity->bundle(), $this->kinds(), TRUE);
  }

  /**
   * Whether an account may follow an entity.
   */
  public function access(EntityInterface $entity, AccountInterface $account): AccessResultInterface {
    $may = AccessResult::allowedIf($account->isAuthenticated() && $this->includes($entity))
      ->addCacheContexts(['user.roles:authenticated'])
      ->addCacheableDependency($this->configFactory->get('nodejs_subscribe.settings'));
    return $may->andIf(AccessResult::allowedIfHasPermission($account, 'follow content'))->andIf($entity->access('view', $account, TRUE));
  }

  /**
   * Whether an account may use the form of the route.
   */
  public function routeAccess(RouteMatchInterface $route_match, AccountInterface $account): AccessResultInterface {
    $entity = $route_match->getParameter('entity');
    return $entity instanceof EntityInterface ? $this->access($entity, $account) : AccessResult::forbidden();
  }

}
