<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Component\Uuid\Uuid;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Entity\ContentEntityTypeInterface;
use Drupal\Core\Entity\EntityRepositoryInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Tells visitors what they may do with content.
 *
 * JSON:API says so only when it is tried.
 */
final class AccessController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly EntityRepositoryInterface $entityRepository,
  ) {}

  /**
   * Answers GET /nodejs/access?type=node&id=UUID&operation=update.
   *
   * What isn't there is no different from what the visitor may not do.
   */
  public function access(Request $request): JsonResponse {
    [$type, $id, $operation] = array_map(
      static fn (string $name): string => (string) $request->query->get($name, ''),
      ['type', 'id', 'operation'],
    );
    if (!Uuid::isValid($id) || preg_match('/^[a-z_ ]{1,64}$/D', $operation) !== 1) {
      return $this->json(['message' => 'expected type, id (a UUID) and operation'], 400);
    }
    $definition = $this->entityTypeManager->getDefinition($type, FALSE);
    $entity = $definition instanceof ContentEntityTypeInterface ? $this->entityRepository->loadEntityByUuid($type, $id) : NULL;
    return $this->json(['access' => $entity !== NULL && $entity->access($operation)]);
  }

  /**
   * JSON for this visitor alone.
   *
   * @param array<string, mixed> $body
   *   What to encode.
   * @param int $status
   *   The HTTP status.
   */
  private function json(array $body, int $status = 200): JsonResponse {
    return new JsonResponse($body, $status, ['Cache-Control' => 'no-store, private']);
  }

}
