<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e\Controller;

use Drupal\Core\Controller\ControllerBase;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Pages and requests that use the classic functions the classic way.
 */
final class Talk extends ControllerBase {

  /**
   * A page that shows what it hears.
   */
  public function page(): array {
    return [
      '#markup' => '<p>This page listens.</p>',
      '#attached' => ['library' => ['nodejs_e2e/talk']],
    ];
  }

  /**
   * A page that is let into the live log.
   */
  public function log(): array {
    nodejs_send_content_channel_token('watchdog_dblog');
    return $this->page();
  }

  /**
   * Enqueues the messages of the request's body.
   */
  public function enqueue(Request $request): JsonResponse {
    $enqueued = TRUE;
    foreach (json_decode($request->getContent(), TRUE, 8, JSON_THROW_ON_ERROR) as $sent) {
      $message = new \stdClass();
      $message->channel = $sent['channel'];
      $message->data = $sent['data'];
      if (isset($sent['callback'])) {
        $message->callback = $sent['callback'];
      }
      if (isset($sent['broadcast'])) {
        $message->broadcast = $sent['broadcast'];
      }
      $enqueued = nodejs_enqueue_message($message) && $enqueued;
    }
    return new JsonResponse(['enqueued' => $enqueued]);
  }

  /**
   * Publishes the request's body to the pages of the live log.
   */
  public function content(Request $request): JsonResponse {
    $message = new \stdClass();
    $message->channel = 'watchdog_dblog';
    $message->data = json_decode($request->getContent(), TRUE, 8, JSON_THROW_ON_ERROR);
    nodejs_send_content_channel_message($message);
    return new JsonResponse(['sent' => TRUE]);
  }

}
