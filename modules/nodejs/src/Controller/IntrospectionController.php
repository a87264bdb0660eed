<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\Introspection;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Tells Node whose sessions are, and what their users may.
 */
final class IntrospectionController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Sessions in one request at most.
   */
  private const LIMIT = 512;

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly Introspection $introspection,
  ) {}

  /**
   * Answers POST /nodejs/introspect.
   */
  public function introspect(Request $request): JsonResponse {
    return $this->requests->answer($request, function () use ($request): array|JsonResponse {
      $ids = json_decode($request->getContent(), TRUE, 4)['sessions'] ?? NULL;
      $isGood = is_array($ids) && array_is_list($ids) && count($ids) <= self::LIMIT
        && $ids === array_filter($ids, static fn (mixed $id): bool => is_string($id) && preg_match('/^[\w,-]{22,256}$/D', $id) === 1);
      if (!$isGood) {
        return $this->requests->refuse(400, 107, 'expected {sessions: [at most ' . self::LIMIT . ' values of session cookies]}');
      }
      // Objects, also where they are empty.
      return array_map(static fn (array $map): object => (object) $map, $this->introspection->of($ids));
    });
  }

}
