<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\KeyValueStore\KeyValueExpirableFactoryInterface;
use Drupal\nodejs\Core\EventBatch;
use Drupal\nodejs\ServerEvents;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Hears from the push server what happened there.
 */
final class EventsController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Seconds for which a batch is known again.
   */
  private const MEMORY = 600;

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly KeyValueExpirableFactoryInterface $keyValue,
    private readonly ServerEvents $events,
  ) {}

  /**
   * Answers POST /nodejs/events.
   */
  public function events(Request $request): JsonResponse {
    return $this->requests->answer($request, function () use ($request): array|JsonResponse {
      $batch = EventBatch::read($request->getContent());
      if ($batch === NULL) {
        return $this->requests->refuse(400, 107, 'expected {id, events: [{type, …}]}');
      }
      $isNew = $this->keyValue->get('nodejs_events')->setWithExpireIfNotExists(hash('sha256', $batch->id), TRUE, self::MEMORY);
      return ['handled' => $isNew ? $this->events->handle($batch) : 0];
    });
  }

}
