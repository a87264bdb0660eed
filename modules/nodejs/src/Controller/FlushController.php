<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\DatabaseOutboxStore;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Lets the push server fetch what waits, as soon as it is there.
 */
final class FlushController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Seconds after which the server asks again: when nothing waits, and else.
   */
  private const LATER = 60;
  private const SOON = 1;

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly Outbox $outbox,
    private readonly DatabaseOutboxStore $store,
  ) {}

  /**
   * Answers POST /nodejs/flush.
   */
  public function flush(Request $request): JsonResponse {
    return $this->requests->answer($request, function (): array {
      $run = $this->outbox->probe();
      $left = $this->store->backlog()['messages'];
      return [
        'sent' => $run->sent,
        'left' => $left,
        'expired' => $run->expired,
        // Whatever is left behind without anything having left is stuck.
        'again' => $left > 0 && $run->sent > 0 ? self::SOON : self::LATER,
      ];
    });
  }

}
