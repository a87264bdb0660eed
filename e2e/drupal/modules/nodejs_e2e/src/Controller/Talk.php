<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e\Controller;

use Drupal\Core\Ajax\AjaxResponse;
use Drupal\Core\Controller\ControllerBase;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Server;
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
      // What new code does.
      if (isset($sent['durable'])) {
        \Drupal::service(DeferredPublisher::class)->publish(new Publication($sent['channel'], $sent['data'], durable: $sent['durable']));
        continue;
      }
      $message = new \stdClass();
      $message->channel = $sent['channel'];
      $message->data = $sent['data'];
      if (isset($sent['callback'])) {
        $message->callback = $sent['callback'];
      }
      if (isset($sent['broadcast'])) {
        $message->broadcast = $sent['broadcast'];
      }
      if (isset($sent['commands'])) {
        $message->commands = $sent['commands'];
      }
      $enqueued = nodejs_enqueue_message($message) && $enqueued;
    }
    return new JsonResponse(['enqueued' => $enqueued]);
  }

  /**
   * Writes something within a transaction, and publishes there or doesn't.
   */
  public function save(Request $request): JsonResponse {
    ['publish' => $publish] = json_decode($request->getContent(), TRUE, 8, JSON_THROW_ON_ERROR);
    $transaction = \Drupal::database()->startTransaction();
    \Drupal::keyValue('nodejs_e2e')->set('saved', microtime(TRUE));
    if ($publish) {
      \Drupal::service(DeferredPublisher::class)->publish(new Publication('nodejs_notify', 'measured'));
    }
    unset($transaction);
    return new JsonResponse(['published' => $publish]);
  }

  /**
   * Calls a plugin of the push server.
   */
  public function call(Request $request): JsonResponse {
    ['call' => $call, 'data' => $data, 'timeout' => $timeout] = json_decode($request->getContent(), TRUE, 8, JSON_THROW_ON_ERROR);
    try {
      return new JsonResponse(['result' => \Drupal::service(Server::class)->call($call, $data, $timeout)]);
    }
    catch (Failure $failure) {
      return new JsonResponse(['failure' => $failure::class, 'code' => $failure->getCode(), 'message' => $failure->getMessage()]);
    }
  }

  /**
   * Answers Drupal.ajax(), and enqueues a message on the way.
   */
  public function ajax(): AjaxResponse {
    nodejs_enqueue_message((object) ['broadcast' => TRUE, 'callback' => 'example', 'data' => 'by Drupal.ajax']);
    return new AjaxResponse();
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
