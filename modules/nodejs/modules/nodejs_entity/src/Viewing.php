<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\EntityRepositoryInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Language\LanguageInterface;

/**
 * Names an entity, and finds it for somebody, if they may see it.
 */
final class Viewing {

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly EntityRepositoryInterface $entityRepository,
  ) {}

  /**
   * Names an entity in the language in which it is shown.
   *
   * Where that is the page's own choice, it stays the page's: a translation
   * that is added, or goes, shows as it would on a page that is loaded anew.
   *
   * @param \Drupal\Core\Entity\ContentEntityInterface $entity
   *   The entity.
   * @param array<int|string, mixed> $build
   *   What shows it; is told what the name depends on.
   *
   * @return array{type: string, id: string, langcode: string}
   *   For a recipe.
   */
  public function args(ContentEntityInterface $entity, array &$build): array {
    $langcode = $entity->language()->getId();
    $isChosen = $this->entityRepository->getTranslationFromContext($entity)->language()->getId() === $langcode;
    $build['#cache']['contexts'] = array_unique([...$build['#cache']['contexts'] ?? [], 'languages:' . LanguageInterface::TYPE_CONTENT]);
    return ['type' => $entity->getEntityTypeId(), 'id' => (string) $entity->id(), 'langcode' => $isChosen ? '' : $langcode];
  }

  /**
   * The entity in a language; NULL when the current user may not see it.
   *
   * @param array<array-key, mixed> $args
   *   A recipe's, as args() gives them.
   * @param \Drupal\Core\Cache\RefinableCacheableDependencyInterface $cacheability
   *   Is told what the answer depends on.
   */
  public function find(array $args, RefinableCacheableDependencyInterface $cacheability): ?ContentEntityInterface {
    ['type' => $type, 'id' => $id, 'langcode' => $langcode] = $args;
    if (!$this->entityTypeManager->hasDefinition($type)) {
      return NULL;
    }
    $cacheability->addCacheTags(["$type:$id"]);
    $entity = $this->entityTypeManager->getStorage($type)->load($id);
    if (!$entity instanceof ContentEntityInterface) {
      return NULL;
    }
    if ($langcode === '') {
      $entity = $this->entityRepository->getTranslationFromContext($entity);
    }
    elseif ($entity->hasTranslation($langcode)) {
      $entity = $entity->getTranslation($langcode);
    }
    $access = $entity->access('view', NULL, TRUE);
    $cacheability->addCacheableDependency($access);
    return $access->isAllowed() ? $entity : NULL;
  }

}
